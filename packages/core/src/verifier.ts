/** Verifying tokens that come again and again. */

import type { MaybePromise } from "./crypto/port.ts";
import { equalStrings } from "./equal.ts";
import type { KeyRing } from "./key-ring.ts";
import { utf8Decoder, utf8Encoder } from "./platform.ts";
import { type PresentedToken, verifyToken } from "./token.ts";

/** As {@link verifyToken}. */
export type Verify = (text: string) => MaybePromise<PresentedToken | "malformed" | "forged">;

/** How many tokens are remembered. After that many, it begins anew. */
const enough = 10_000;

/**
 * Remembers the tokens that were found good, so that a client's next request costs a comparison, in constant time, where
 * it would cost three hashes. Whether the session lives is no part of it: the store is asked as ever.
 */
export function createVerifier(ring: KeyRing): Verify {
	const good = new Map<string, PresentedToken & { readonly text: string }>();

	async function verify(presented: string): Promise<PresentedToken | "malformed" | "forged"> {
		// A copy: what is presented is a part of a header, and would keep all of it in memory.
		const text = utf8Decoder.decode(utf8Encoder.encode(presented));
		const token = await verifyToken(ring, text);
		if (typeof token === "string") return token;
		if (good.size >= enough) good.clear();
		good.set(token.id, { ...token, text });
		return token;
	}

	return (text) => {
		const known = good.get(text.slice(0, text.indexOf(".")));
		return known !== undefined && equalStrings(known.text, text) ? known : verify(text);
	};
}
