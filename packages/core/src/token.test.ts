import fc from "fast-check";
import { expect, test } from "vitest";
import { randomBytes } from "#crypto";
import { createKeyRing } from "./key-ring.ts";
import { hashSecret, isSessionId, newId, newSecret, shardTags, signToken, successorOf, verifyToken } from "./token.ts";

const secrets = ["first-secret-that-is-long-enough-0123456789-abc", "second-secret-that-is-long-enough-0123456789-ab"];
const ring = createKeyRing(secrets);

const idFor = async (userId: string | null) =>
	newId(randomBytes, userId === null ? undefined : (await shardTags(ring, userId))[0]);

async function mintToken(userId: string | null = null): Promise<string> {
	return signToken(ring, await idFor(userId), newSecret(randomBytes));
}

test("a token is verified, and says under which key of the ring", async () => {
	const token = await mintToken();
	const [id, secret = ""] = token.split(".");
	const secretHash = await hashSecret(secret);
	expect(await verifyToken(ring, token)).toEqual({ id, secret, secretHash, key: 0 });
	expect(await verifyToken(createKeyRing([...secrets].reverse()), token)).toEqual({ id, secret, secretHash, key: 1 });
	expect(await verifyToken(createKeyRing(secrets[1] as string), token)).toBe("forged");
});

test("ids of one user begin with the same tag, ids of others and of nobody with others", async () => {
	const tags = new Set<string>();
	for (const userId of ["ada", "bob", null, null]) tags.add((await idFor(userId)).slice(0, 4));
	expect(tags.size).toBe(4);
	const [tag, older] = await shardTags(ring, "ada");
	expect((await idFor("ada")).slice(0, 4)).toBe(tag);
	expect(await shardTags(createKeyRing(secrets[1] as string), "ada")).toEqual([older]);
	expect(await idFor("ada")).not.toBe(await idFor("ada"));
});

test("every request that holds a secret is given the same successor, which others can't guess", async () => {
	const successor = await successorOf(ring, "id", "secret");
	expect(successor).toMatch(/^[\w-]{43}$/);
	expect(await successorOf(ring, "id", "secret")).toBe(successor);
	expect(await successorOf(ring, "id", "secreT")).not.toBe(successor);
	expect(await successorOf(createKeyRing(secrets[1] as string), "id", "secret")).not.toBe(successor);
});

test("100,000 mutated tokens: none is accepted, none throws", { timeout: 60_000 }, async () => {
	const tokens = await Promise.all(Array.from({ length: 10 }, () => mintToken("ada")));
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const character = fc.oneof(
		{ weight: 4, arbitrary: fc.constantFrom(...alphabet) },
		fc.constantFrom(".", "=", " ", "\0", "é", "😀", "%"),
	);
	const position = fc.nat(95);
	const mutation = fc.oneof(
		fc.record({ kind: fc.constant("replace" as const), position, character }),
		fc.record({ kind: fc.constant("insert" as const), position, character }),
		fc.record({ kind: fc.constant("delete" as const), position, character }),
		fc.record({ kind: fc.constant("truncate" as const), position, character }),
		fc.record({ kind: fc.constant("splice" as const), position, character }),
	);
	let mutated = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.nat(9),
			fc.nat(9),
			fc.array(mutation, { minLength: 1, maxLength: 3 }),
			async (which, other, mutations) => {
				const original = tokens[which] as string;
				let text = original;
				for (const { kind, position: at, character: to } of mutations) {
					if (kind === "replace") text = text.slice(0, at) + to + text.slice(at + 1);
					else if (kind === "insert") text = text.slice(0, at) + to + text.slice(at);
					else if (kind === "delete") text = text.slice(0, at) + text.slice(at + 1);
					else if (kind === "truncate") text = text.slice(0, at);
					else text = text.slice(0, at) + (tokens[other] as string).slice(at);
				}
				if (tokens.includes(text)) return;
				mutated++;
				expect(["malformed", "forged"]).toContain(await verifyToken(ring, text));
			},
		),
		{ numRuns: 105_000 },
	);
	expect(mutated).toBeGreaterThanOrEqual(100_000);
});

test("ids are told from what isn't one", () => {
	expect(isSessionId("A".repeat(26))).toBe(true);
	expect(isSessionId("_-".repeat(34))).toBe(true);
	for (const bad of ["", "A".repeat(25), "A".repeat(69), `${"A".repeat(25)}/`, `${"A".repeat(26)}\n`, "é".repeat(26)]) {
		expect(isSessionId(bad)).toBe(false);
	}
});
