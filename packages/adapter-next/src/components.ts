/** The session of server components. */

import type { LoginDemand } from "@sojourn/core";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { isLoginDemand } from "./errors.ts";
import { incoming, pathHeader } from "./incoming.ts";
import type { Binding } from "./options.ts";
import { type ReadonlySession, readOnly } from "./read-only-session.ts";
import { loginAddress } from "./return-to.ts";

/** What components ask. */
export interface ComponentSessions<Data extends object> {
	/**
	 * The visitor's session, for reading. However many components of a page ask, the store is read once. Makes the route
	 * dynamic; can't be used in functions that are cached.
	 *
	 * @throws StoreUnavailableError unless the policy is `"anonymous"`
	 */
	getSession(): Promise<ReadonlySession<Data>>;

	/**
	 * The session of a logged-in user. Everyone else is sent to the login page, with `reason` and `returnTo` in its query.
	 *
	 * @param demand how recent or strong the login must be: `{ within: "10m" }`
	 */
	requireSession(demand?: LoginDemand): Promise<ReadonlySession<Data> & { readonly userId: string }>;
}

export function createComponentSessions<Data extends object>(binding: Binding<Data>): ComponentSessions<Data> {
	const getSession = cache(async () => readOnly(await binding.begin(await incoming("GET")).load()));
	return {
		getSession,
		async requireSession(demand) {
			const session = await getSession();
			try {
				session.require(demand);
			} catch (error) {
				await toLoginPage(binding, error);
			}
			return session as ReadonlySession<Data> & { readonly userId: string };
		},
	};
}

/** Sends the visitor to log in if that is what the error asks for; otherwise throws it. */
export async function toLoginPage({ loginPath }: { readonly loginPath: string }, error: unknown): Promise<never> {
	if (!isLoginDemand(error)) throw error;
	redirect(loginAddress(loginPath, error.reason, (await headers()).get(pathHeader)));
}
