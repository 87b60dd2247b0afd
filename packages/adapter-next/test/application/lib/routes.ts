/** The contract's routes. */

import type { ContractContext, ContractReply, ContractRoute } from "@sojourn/core/testing";
import { played } from "./played";

/** HEAD is answered by the route for GET. */
export function findRoute(method: string | undefined, path: string): ContractRoute | undefined {
	const wanted = method === "HEAD" ? "GET" : method;
	return played().contract?.routes.find((route) => route.method === wanted && route.path === path);
}

/** Runs a route. Next gives what is thrown no status of its own, so what asks for one is answered here. */
export async function run(route: ContractRoute, context: ContractContext): Promise<ContractReply> {
	if (route.guard !== undefined) context.session.require(route.guard);
	try {
		return await route.handle(context);
	} catch (error) {
		if ((error as { status?: number }).status !== 422) throw error;
		context.session.discard();
		return { status: 422 };
	}
}
