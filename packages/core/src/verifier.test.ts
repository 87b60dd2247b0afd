import { expect, test } from "vitest";
import { randomBytes } from "#crypto";
import { createKeyRing } from "./key-ring.ts";
import { newId, newSecret, signToken, verifyToken } from "./token.ts";
import { createVerifier } from "./verifier.ts";

const secrets = ["first-secret-that-is-long-enough-0123456789-abc", "second-secret-that-is-long-enough-0123456789-ab"];
const ring = createKeyRing(secrets);

const mintToken = (id = newId(randomBytes), secret = newSecret(randomBytes)) => signToken(ring, id, secret);

test("a token that comes again is there at once, and says the same", async () => {
	for (const others of [ring, createKeyRing([...secrets].reverse())]) {
		const verify = createVerifier(others);
		const token = await mintToken();
		const expected = await verifyToken(others, token);
		expect(verify(token)).toBeInstanceOf(Promise);
		expect(await verify(token)).toMatchObject(expected as object);
		expect(verify(token)).toMatchObject(expected as object);
	}
});

test("nothing but the very token is taken for one that is known", async () => {
	const verify = createVerifier(ring);
	const token = await mintToken();
	await verify(token);
	for (let at = 0; at < token.length; at++) {
		const other = token[at] === "A" ? "B" : "A";
		for (const text of [token.slice(0, at) + other + token.slice(at + 1), token.slice(0, at), token.slice(at + 1)]) {
			expect(await verify(text), text).toBe(await verifyToken(ring, text));
			expect(["malformed", "forged"]).toContain(await verify(text));
		}
	}
	for (const text of [`${token}A`, ` ${token}`, "", ".", "__proto__.a.b"]) expect(await verify(text)).toBe("malformed");
	expect(verify(token)).not.toBeInstanceOf(Promise);
});

test("of two secrets of one session, as there are after a rotation, each is told", async () => {
	const verify = createVerifier(ring);
	const id = newId(randomBytes);
	const [older, newer] = [newSecret(randomBytes), newSecret(randomBytes)];
	for (const secret of [older, newer, older, older, newer, newer])
		expect(await verify(await mintToken(id, secret))).toMatchObject({ id, secret });
});

test("more tokens than are remembered are verified all the same", async () => {
	const verify = createVerifier(ring);
	const first = await mintToken();
	await verify(first);
	for (let i = 0; i < 10_000; i++) await verify(await mintToken());
	expect(verify(first)).toBeInstanceOf(Promise);
	expect(await verify(first)).toMatchObject({ key: 0 });
});
