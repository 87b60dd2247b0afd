import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./passwords.ts";

test("a hash is Argon2id's, at the cost that OWASP asks for, with a salt of its own", async () => {
	const [one, two] = await Promise.all([hashPassword("correct horse"), hashPassword("correct horse")]);
	expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
	expect(one).not.toBe(two);
});

test("only the password that was hashed is the one", async () => {
	const passwordHash = await hashPassword("Zoë's pässword");
	expect(await verifyPassword("Zoe\u0308's pa\u0308ssword", passwordHash)).toBe(true);
	expect(await verifyPassword("zoë's pässword", passwordHash)).toBe(false);
	expect(await verifyPassword("Zoë's pässword", null)).toBe(false);
});
