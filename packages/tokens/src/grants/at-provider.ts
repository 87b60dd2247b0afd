/** Revoking tokens where they came from (RFC 7009). */

import { tell } from "../events.ts";
import { type Context, type Owner, providerOf } from "./context.ts";

export interface Revocable {
	readonly refreshToken: string | null;
	readonly accessTokens: readonly string[];
}

/**
 * Revokes tokens at their provider: the refresh token first, with which most providers revoke all that came of it, then
 * each access token, since they needn't (RFC 7009, section 2.1).
 *
 * @throws what the provider failed with, after all were tried; it was reported
 */
export async function revokeAtProvider(
	context: Context,
	{ sessionId, userId, provider }: Owner,
	{ refreshToken, accessTokens }: Revocable,
	reason: string,
): Promise<void> {
	const errors: unknown[] = [];
	async function revoke(token: string, hint: "access_token" | "refresh_token"): Promise<void> {
		try {
			await providerOf(context, provider).revoke?.(token, hint);
		} catch (error) {
			errors.push(error);
		}
	}
	if (refreshToken !== null) await revoke(refreshToken, "refresh_token");
	await Promise.all(accessTokens.map((token) => revoke(token, "access_token")));
	const failed = errors.length > 0;
	tell(context.report, {
		...{ type: "token.revoked", at: context.now(), sessionId, userId },
		details: { provider, reason, failed },
	});
	if (failed) throw errors[0];
}
