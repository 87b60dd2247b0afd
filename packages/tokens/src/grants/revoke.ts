/** Giving up tokens: at the provider first, then in the session. */

import { RevocationError, TokenError } from "../errors.ts";
import { revokeAtProvider } from "./at-provider.ts";
import { alone, type Context, type Owner } from "./context.ts";
import { current } from "./current.ts";
import { ended, isUnmoved } from "./grant.ts";
import type { Successors } from "./successors.ts";

/**
 * Revokes a grant, while nobody refreshes it.
 *
 * @throws RevocationError when the provider failed: nothing has changed in the session then
 */
export async function revokeGrant(
	context: Context,
	successors: Successors,
	owner: Owner,
	reason: string,
): Promise<void> {
	const { vault, now, history } = context;
	await alone(context, owner, async () => {
		for (;;) {
			const set = await current(context, successors, owner);
			const grant = set.grants.get(owner.provider);
			if (grant === undefined || grant.ended !== null) return;
			const accessTokens = Object.values(grant.access).map(({ token }) => token);
			await revokeAtProvider(context, owner, { refreshToken: grant.refreshToken, accessTokens }, reason).catch(
				(error: unknown) => {
					throw revocationError(owner.provider, error);
				},
			);
			const step = { at: now(), history };
			const { written } = await vault.change(owner.sessionId, set, owner.provider, (found) =>
				isUnmoved(found, grant) ? ended(grant, reason, step) : null,
			);
			if (written) return;
		}
	});
}

function revocationError(provider: string, error: unknown): RevocationError {
	if (error instanceof RevocationError) return error;
	const { advice, reason, retryAfter } = error instanceof TokenError ? error : failed;
	const message = `The tokens of ${provider} may not be revoked (${reason}): nothing was changed, call revoke() again.`;
	return new RevocationError(message, { advice, reason, retryAfter });
}

const failed = { advice: "alert", reason: "provider-failed", retryAfter: undefined } as const;
