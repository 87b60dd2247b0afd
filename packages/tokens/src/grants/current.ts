/** A session's tokens as they are now, also where the session doesn't say so yet. */

import type { Context, Owner } from "./context.ts";
import { isUnmoved } from "./grant.ts";
import type { Successors } from "./successors.ts";
import type { TokenSet } from "./token-set.ts";

/**
 * Reads the session, and takes up what follows the grant that is found: another process died before it wrote that, the
 * store failed then, or a cache is behind. To be called under the grant's lock.
 *
 * @throws TokenRefreshError when the session has ended
 */
export async function current(
	{ vault }: Context,
	successors: Successors,
	{ sessionId, provider }: Owner,
): Promise<TokenSet> {
	for (let set = await vault.read(sessionId); ; ) {
		const grant = set.grants.get(provider);
		if (grant === undefined || grant.ended !== null) return set;
		const own = vault.recent.get(sessionId)?.grants.get(provider);
		const isNewer = own?.id === grant.id && own.version > grant.version;
		const next = isNewer ? own : await successors.find(sessionId, provider, grant);
		if (next === undefined) return set;
		({ set } = await vault.change(sessionId, set, provider, (found) => (isUnmoved(found, grant) ? next : null)));
	}
}
