/** What a provider says of tokens (RFC 7662), remembered for a little while. */

import { introspectionRequest, processIntrospectionResponse } from "oauth4webapi";
import { TokenError } from "../errors.ts";
import { digest } from "../ledger/digest.ts";
import type { Connection } from "./connection.ts";
import type { Introspection } from "./provider.ts";

const longest = 60_000;

const asking = { name: "introspection", Error: TokenError };

export interface Introspector {
	introspect(token: string): Promise<Introspection>;
	/** What is known of a token isn't so any more. */
	forget(token: string): Promise<void>;
}

/**
 * Answers for active tokens are kept under the token's hash, for a minute and never beyond the token's end. That a token
 * isn't active is asked each time. Who asks for the same token meanwhile gets the same answer.
 *
 * @param maxEntries how many answers are kept; the oldest goes first
 */
export function createIntrospector(connection: Connection, maxEntries = 10_000): Introspector {
	const { now } = connection.settings;
	const known = new Map<string, { readonly answer: string; readonly until: number }>();
	const flights = new Map<string, Promise<Introspection>>();

	function ask(token: string): Promise<Introspection> {
		return connection.call(asking, async ({ server, client, authentication, http }) => {
			const response = await introspectionRequest(server, client, authentication, token, http);
			return processIntrospectionResponse(server, client, response);
		});
	}

	function keep(key: string, answer: Introspection, askedAt: number): void {
		const end = typeof answer.exp === "number" ? answer.exp * 1000 : Number.POSITIVE_INFINITY;
		const until = Math.min(askedAt + longest, end);
		known.delete(key);
		if (!answer.active || !(until > now())) return;
		known.set(key, { answer: JSON.stringify(answer), until });
		const [oldest] = known.keys();
		if (known.size > maxEntries && oldest !== undefined) known.delete(oldest);
	}

	return {
		async introspect(token) {
			const key = await digest(token);
			const entry = known.get(key);
			if (entry !== undefined && now() < entry.until) return JSON.parse(entry.answer);
			const pending = flights.get(key);
			if (pending !== undefined) return structuredClone(await pending);
			const askedAt = now();
			const flight = ask(token);
			flights.set(key, flight);
			try {
				const answer = await flight;
				if (flights.get(key) === flight) keep(key, answer, askedAt);
				return answer;
			} finally {
				if (flights.get(key) === flight) flights.delete(key);
			}
		},
		async forget(token) {
			const key = await digest(token);
			known.delete(key);
			flights.delete(key);
		},
	};
}
