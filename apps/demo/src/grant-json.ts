/** What a provider granted, as API clients see it. Times are ISO 8601, in UTC. */

import type { GrantInfo } from "@sojourn/tokens";
import { iso } from "./views/time.ts";

export function grantJson({ provider, subject, scope, ended, refreshable, accessTokens, history }: GrantInfo): object {
	return {
		provider,
		subject,
		scope,
		refreshable,
		ended: ended && { reason: ended.reason, at: iso(ended.at) },
		access_tokens: accessTokens.map(({ resource, scope, expiresAt, refreshAt }) => ({
			resource,
			scope,
			expires_at: expiresAt && iso(expiresAt),
			refresh_at: refreshAt && iso(refreshAt),
		})),
		history: history.map(({ at, reason, outcome }) => ({ at: iso(at), reason, outcome })).toReversed(),
	};
}
