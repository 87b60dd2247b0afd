/** What a token endpoint answers, read with as much patience as is safe: with a spent token there is no second chance. */

import {
	type AuthorizationServer,
	type Client,
	processRefreshTokenResponse,
	type TokenEndpointResponse,
} from "oauth4webapi";
import type { TokenResponse } from "./provider.ts";
import { ProviderFailure } from "./provider-failure.ts";

const tenYears = 10 * 365 * 86_400;

/** `expires_in` in seconds; `null` when it says nothing that can be used. Some providers send it as text. */
export function lifetimeOf(value: unknown): number | null {
	const seconds = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
	if (typeof seconds !== "number" || !(seconds >= 0)) return null;
	return Math.min(Math.floor(seconds), tenYears);
}

/**
 * The answer to a refresh. A lifetime that makes no sense, or an ID token that isn't valid, is left out: the refresh
 * token that came with it is the only one there is.
 */
export async function readRefreshAnswer(
	server: AuthorizationServer,
	client: Client,
	response: Response,
): Promise<TokenEndpointResponse> {
	const body = await readBody(response);
	if (body === null) return processRefreshTokenResponse(server, client, response);
	const { id_token, ...rest } = body;
	const answer = await processRefreshTokenResponse(server, client, Response.json(rest));
	if (id_token === undefined) return answer;
	return processRefreshTokenResponse(server, client, Response.json(body)).catch(() => answer);
}

/** The answer with its parts in the types they must be of, or without them. */
export async function mended(response: Response): Promise<Response> {
	const body = await readBody(response);
	return body === null ? response : Response.json(body);
}

/** `null` when there is nothing to mend, since it is an error, or no JSON object. */
async function readBody(response: Response): Promise<Record<string, unknown> | null> {
	if (response.status !== 200) return null;
	const body: unknown = await response
		.clone()
		.json()
		.catch(() => null);
	if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
	const { expires_in, refresh_token, scope, ...rest } = body as Record<string, unknown>;
	const lifetime = lifetimeOf(expires_in);
	return {
		...rest,
		...(lifetime !== null && { expires_in: lifetime }),
		...(isText(refresh_token) && { refresh_token }),
		...(isText(scope) && { scope }),
	};
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** @param askedAt when the request was sent: the token's time can't have begun before that */
export function tokenResponse(answer: TokenEndpointResponse, askedAt: number, hasKey: boolean): TokenResponse {
	const { access_token, token_type, expires_in, refresh_token, id_token, scope } = answer;
	const tokenType = token_type === "dpop" ? "DPoP" : "Bearer";
	if (tokenType === "DPoP" && !hasKey) throw new ProviderFailure("unexpected-token-type", "alert");
	return {
		accessToken: access_token,
		tokenType,
		expiresAt: expires_in === undefined ? null : askedAt + expires_in * 1000,
		refreshToken: refresh_token ?? null,
		idToken: id_token ?? null,
		scope: scope ?? null,
	};
}
