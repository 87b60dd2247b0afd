import { base64url } from "jose";

/** A text's SHA-256, in 43 characters fit for a ledger's key. What is random can't be guessed from it. */
export async function digest(text: string): Promise<string> {
	return base64url.encode(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}
