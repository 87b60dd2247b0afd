/** Password hashes, after the OWASP Password Storage cheat sheet. */

import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/** 19 MiB, two passes, one thread; the library's variant is Argon2id. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Checked against when there is no such user, so that the answer takes as long. */
const decoy = hash(randomBytes(32), cost);

/** The hash as a PHC string, which carries its salt and cost. */
export function hashPassword(password: string): Promise<string> {
	return hash(normalize(password), cost);
}

/**
 * Whether the password is the one that was hashed.
 *
 * @param passwordHash `null`: there is no such user; it takes as long to find out
 */
export async function verifyPassword(password: string, passwordHash: string | null): Promise<boolean> {
	const matches = await verify(passwordHash ?? (await decoy), normalize(password));
	return matches && passwordHash !== null;
}

/** One person's keyboards may compose the same characters differently (NIST SP 800-63B-4, 3.1.1.2). */
function normalize(password: string): string {
	return password.normalize("NFKC");
}
