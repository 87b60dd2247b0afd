/** A refresh token as it travels: a seal, so that a forged one is known without a store. */

import type { Sealer } from "@sojourn/core";
import type { Position } from "./lineage.ts";
import type { IssueOptions } from "./token-issuer.ts";

/** What a refresh token stands for. */
export interface RefreshToken extends Position {
	readonly sessionId: string;
	/** What its access tokens say. */
	readonly access: Omit<IssueOptions, "claims">;
	/** In milliseconds since the epoch. */
	readonly expiresAt: number;
}

/** A session's id, a scope and an audience take a few hundred characters. */
const longest = 8192;
const name = "token";

/** The token as text. No two are alike. */
export function sealRefreshToken(sealer: Sealer, { expiresAt, ...rest }: RefreshToken): Promise<string> {
	return sealer.seal(JSON.stringify(rest), { name, expiresAt });
}

/** The token of a text; `null` when it isn't one of ours, whole, and in time. Never throws. */
export async function openRefreshToken(sealer: Sealer, text: string): Promise<RefreshToken | null> {
	// What comes from a parsed body may be anything, whatever the types say.
	const opened = typeof text === "string" && text.length <= longest ? await sealer.open(text, { name }) : null;
	return opened && { ...JSON.parse(opened.value), expiresAt: opened.expiresAt };
}
