/** Tokens that no issuer would make. */

import { createHmac } from "node:crypto";
import { base64url } from "jose";
import type { SigningKey } from "../../src/issuer/index.ts";

const encoder = new TextEncoder();

/** The two parts that are signed. */
export function signingInput(header: object | string, claims: object | string): string {
	return [header, claims]
		.map((part) => base64url.encode(typeof part === "string" ? part : JSON.stringify(part)))
		.join(".");
}

/** Anything at all, signed with an ES256 key. */
export async function signES256(
	{ privateKey }: Pick<SigningKey, "privateKey">,
	header: object | string,
	claims: object | string,
): Promise<string> {
	const input = signingInput(header, claims);
	const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, encoder.encode(input));
	return `${input}.${base64url.encode(new Uint8Array(signature))}`;
}

/** Anything at all, with an HMAC. */
export function signHS256(secret: string | Buffer, header: object, claims: object): string {
	const input = signingInput(header, claims);
	return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}
