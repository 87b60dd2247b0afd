/** The public keys for everybody who verifies: a JSON Web Key Set (RFC 7517, section 5). */

import { type Answer, toResponse } from "../answer.ts";
import type { SigningKeys } from "./signing-keys.ts";

/**
 * The answer of the endpoint that publishes the keys, mostly `/.well-known/jwks.json`, for any framework to write.
 *
 * @throws TokenError (`retry`, 503) when there are no keys to be had
 */
export async function jwksAnswer(keys: SigningKeys): Promise<Answer> {
	const seconds = Math.floor(keys.publishFor / 1000);
	return {
		status: 200,
		headers: [
			["Content-Type", "application/jwk-set+json"],
			["Cache-Control", `public, max-age=${seconds}`],
		],
		body: JSON.stringify(await keys.published()),
	};
}

/**
 * The same as a handler of web requests. Answers `GET` and `HEAD`, and nothing else.
 *
 * @throws as {@link jwksAnswer}
 */
export function jwksHandler(keys: SigningKeys): (request: Request) => Promise<Response> {
	return async ({ method }) => {
		if (method !== "GET" && method !== "HEAD") {
			return new Response(null, { status: 405, headers: { Allow: "GET, HEAD" } });
		}
		return toResponse(await jwksAnswer(keys));
	};
}
