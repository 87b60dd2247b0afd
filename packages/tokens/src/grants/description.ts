/** What may be shown of a session's tokens. */

import type { Grant, GrantEnd, Refresh } from "./grant.ts";
import type { TokenSet } from "./token-set.ts";

/** An access token, without the token. */
export interface AccessTokenInfo {
	/** The API it is for; `null` when none was named. */
	readonly resource: string | null;
	readonly scope: string | null;
	/** In milliseconds since the epoch; `null`: the provider didn't say. */
	readonly expiresAt: number | null;
	/** From when on it is refreshed. */
	readonly refreshAt: number | null;
}

/** A grant, without its tokens. */
export interface GrantInfo extends Pick<Grant, "subject" | "scope" | "version" | "history"> {
	/** The provider's name. */
	readonly provider: string;
	readonly accessTokens: readonly AccessTokenInfo[];
	/** Whether it can be refreshed. */
	readonly refreshable: boolean;
	/** Whether its tokens are bound to a key (RFC 9449). */
	readonly bound: boolean;
	/** Why it is over; `null` while it isn't. */
	readonly ended: GrantEnd | null;
}

export type { GrantEnd, Refresh };

/** All grants of a set, as they may be shown to the user. */
export function describeSet({ grants }: TokenSet): readonly GrantInfo[] {
	return [...grants].map(([provider, grant]) => {
		const { subject, scope, version, history, ended } = grant;
		return {
			...{ provider, subject, scope, version, history, ended },
			refreshable: grant.refreshToken !== null,
			bound: grant.proofKey !== null,
			accessTokens: Object.entries(grant.access).map(([key, { scope, expiresAt, refreshAt }]) => {
				const [resource] = key.split(" ");
				return { resource: resource || grant.resource, scope, expiresAt, refreshAt };
			}),
		};
	});
}
