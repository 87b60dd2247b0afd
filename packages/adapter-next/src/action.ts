/** Server actions with a session. */

import type { Session } from "@sojourn/core";
import { cookies } from "next/headers";
import { toLoginPage } from "./components.ts";
import { isControlFlow } from "./control-flow.ts";
import { incoming } from "./incoming.ts";
import type { Binding } from "./options.ts";

/**
 * A server action whose handler is given the session first, then what the form or the caller passes. The session is stored
 * before the response begins, also when the handler leaves by `redirect()` or `notFound()`. When it throws anything else,
 * its changes of data are given up. A demand of `session.require()` that isn't met sends the visitor to the login page.
 */
export type Action<Data extends object> = <Args extends unknown[], Result>(
	handler: (session: Session<Data>, ...args: Args) => Promise<Result>,
) => (...args: Args) => Promise<Result>;

export function createAction<Data extends object>(binding: Binding<Data>): Action<Data> {
	return (handler) =>
		async (...args) => {
			const session = await binding.begin(await incoming("POST")).load();
			try {
				return await handler(session, ...args);
			} catch (error) {
				if (isControlFlow(error)) throw error;
				session.discard();
				return await toLoginPage(binding, error);
			} finally {
				const response = await binding.sessions.commit(session);
				const jar = await cookies();
				for (const { name, value, expires, ...attributes } of response.cookies) {
					jar.set(name, value, { ...attributes, ...(expires !== undefined && { expires: new Date(expires) }) });
				}
			}
		};
}
