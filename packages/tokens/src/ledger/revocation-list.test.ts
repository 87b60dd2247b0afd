import { base64url, generateKeyPair, jwtVerify, SignJWT } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import type { Ledger } from "./ledger.ts";
import { memoryLedger } from "./memory-ledger.ts";
import { createRevocationList, type RevocationList } from "./revocation-list.ts";

const start = 1_800_000_000_000;
const hour = 3_600_000;

let now: number;
let ledger: Ledger;
let list: RevocationList;
beforeEach(() => {
	now = start;
	ledger = memoryLedger({ now: () => now });
	list = createRevocationList(ledger, { now: () => now });
});

test("a token that was revoked is revoked, with a reason, until it would have expired anyway", async () => {
	expect(await list.isRevoked("opaque")).toBe(false);
	expect(await list.find("opaque")).toBeNull();
	expect(await list.revoke("opaque", { expiresAt: now + hour, reason: "stolen" })).toBe(true);
	expect(await list.isRevoked("opaque")).toBe(true);
	expect(await list.find("opaque")).toEqual({ reason: "stolen", at: start });
	expect(await list.isRevoked("another")).toBe(false);

	now += hour + 4 * 60_000; // verifiers may be that tolerant
	expect(await list.isRevoked("opaque")).toBe(true);
	now += 60_000;
	expect(await list.isRevoked("opaque")).toBe(false);
	expect(await ledger.sweep()).toMatchObject({ forgotten: 1, more: false });
});

test("the first reason stays, the later expiry counts", async () => {
	await list.revoke("opaque", { expiresAt: now + hour, reason: "stolen" });
	expect(await list.revoke("opaque", { expiresAt: now + hour })).toBe(false);
	expect(await list.revoke("opaque", { expiresAt: now + 60_000 })).toBe(false);
	expect(await list.revoke("opaque", { expiresAt: now + 3 * hour })).toBe(false);
	now += 3 * hour;
	expect(await list.find("opaque")).toEqual({ reason: "stolen", at: start });
});

test("of many that revoke a token at once, one did it", async () => {
	const told = Array.from({ length: 20 }, (_, turn) => list.revoke("opaque", { expiresAt: now + hour + (turn % 7) }));
	expect((await Promise.all(told)).filter(Boolean)).toHaveLength(1);
});

test("a token that has expired needs no entry", async () => {
	expect(await list.revoke("opaque", { expiresAt: now - 6 * 60_000 })).toBe(false);
	expect(await ledger.sweep()).toMatchObject({ forgotten: 0 });
	await expect(list.revoke("opaque", { expiresAt: Number.NaN })).rejects.toMatchObject({ code: "invalid-argument" });
});

describe("a JWT", () => {
	const signed = async (claims: object, keys?: CryptoKey) =>
		new SignJWT({ ...claims })
			.setProtectedHeader({ alg: "ES256" })
			.sign(keys ?? (await generateKeyPair("ES256")).privateKey);
	const expiresAt = start + hour;

	test("goes by its issuer and jti, whether it is given as text or as claims", async () => {
		const claims = { iss: "https://one.example", jti: "1" };
		await list.revoke(await signed(claims), { expiresAt });
		expect(await list.isRevoked(claims)).toBe(true);
		expect(await list.isRevoked(await signed(claims))).toBe(true);
		expect(await list.isRevoked({ ...claims, iss: "https://two.example" })).toBe(false);
		expect(await list.isRevoked({ jti: "1" })).toBe(false);

		await list.revoke({ jti: "2" }, { expiresAt });
		expect(await list.isRevoked(await signed({ jti: "2" }))).toBe(true);
	});

	test("without a jti goes by what is signed: another valid spelling of the signature is the same token", async () => {
		const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
		const token = await signed({ sub: "ada" }, privateKey);
		const [header, payload, signature = ""] = token.split(".");
		const other = `${header}.${payload}.${otherSignature(signature)}`;
		await jwtVerify(other, publicKey);
		expect(other).not.toBe(token);

		await list.revoke(token, { expiresAt });
		expect(await list.isRevoked(other)).toBe(true);
		expect(await list.isRevoked(await signed({ sub: "bob" }, privateKey))).toBe(false);
		await expect(list.revoke({ sub: "ada" } as never, { expiresAt })).rejects.toMatchObject({
			code: "invalid-argument",
		});
	});
});

/** (r, n − s) is as good as (r, s), where n is the order of P-256. */
function otherSignature(signature: string): string {
	const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
	const bytes = base64url.decode(signature);
	const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).toString("hex")}`);
	bytes.set(Buffer.from((order - s).toString(16).padStart(64, "0"), "hex"), 32);
	return base64url.encode(bytes);
}
