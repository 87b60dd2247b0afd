/** What tokens of one's own may be signed with. */

/** Asymmetric signatures only: who verifies can't sign (RFC 7518, section 3.1; RFC 8037; RFC 9864). */
export type SigningAlgorithm = "ES256" | "ES384" | "ES512" | "Ed25519" | "EdDSA" | "PS256" | "RS256";

/** All of them. */
export const signingAlgorithms: readonly SigningAlgorithm[] = [
	"ES256",
	"ES384",
	"ES512",
	"Ed25519",
	"EdDSA",
	"PS256",
	"RS256",
];

/** Whether text from outside names one. */
export function isSigningAlgorithm(text: unknown): text is SigningAlgorithm {
	return signingAlgorithms.includes(text as SigningAlgorithm);
}
