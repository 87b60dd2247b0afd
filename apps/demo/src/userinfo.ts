/** An API that is called in a user's name: what the provider itself tells of them (OpenID Connect Core 1.0, section 5.3). */

import type { Session } from "@sojourn/core";
import { TokenError, type Tokens } from "@sojourn/tokens";

/** What the API answered. */
export interface ApiAnswer {
	readonly status: number;
	readonly body: string;
}

/** @throws TokenError when there is no token, or nobody answers */
export type Userinfo = (session: Session<object>) => Promise<ApiAnswer>;

const timeout = 5000;

export function createUserinfo(issuer: string, provider: string, tokens: Tokens): Userinfo {
	let endpoint: string | undefined;

	async function findEndpoint(): Promise<string> {
		const metadata = await request(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
		return (await metadata.json()).userinfo_endpoint;
	}

	async function call(session: Session<object>, force: boolean): Promise<Response> {
		const { accessToken } = await tokens.getAccessToken(session, { provider, force });
		endpoint ??= await findEndpoint();
		return request(endpoint, { Authorization: `Bearer ${accessToken}` });
	}

	return async (session) => {
		let response = await call(session, false);
		// The provider may have taken back the token before its time.
		if (response.status === 401) response = await call(session, true);
		return { status: response.status, body: await response.text() };
	};
}

async function request(url: string, headers: Record<string, string> = {}): Promise<Response> {
	try {
		return await fetch(url, { headers, signal: AbortSignal.timeout(timeout), redirect: "error" });
	} catch {
		throw new TokenError(`${new URL(url).host} doesn't answer: try again.`, { advice: "retry", reason: "network" });
	}
}
