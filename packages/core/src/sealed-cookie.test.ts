import { describe, expect, test } from "vitest";
import { fromBase64url } from "./base64url.ts";
import { type SetCookie, serializeCookie } from "./cookie.ts";
import { ConfigurationError, InvalidArgumentError } from "./errors.ts";
import { createKeyRing } from "./key-ring.ts";
import { createSealedCookie, type SealedCookieOptions } from "./sealed-cookie.ts";

const secret = "Zy7mQ0w5cTzRr1bq9s8vJf3uXk6eLhP2aN4dGtYiEoU";
const start = Date.UTC(2026, 0, 1);

function sealedCookie(options: Partial<SealedCookieOptions> = {}) {
	return createSealedCookie({
		name: "__Host-tx",
		purpose: "transaction",
		secrets: secret,
		ttl: "10m",
		now: () => start,
		...options,
	});
}

const headerOf = (cookies: readonly SetCookie[]) => cookies.map(({ name, value }) => `${name}=${value}`).join("; ");

test("K1: a value comes back, and can't be read on the way", async () => {
	const { write, read } = sealedCookie();
	const cookies = await write('{"state":"xyz"}');
	expect(cookies).toHaveLength(1);
	const [cookie] = cookies as [SetCookie];
	expect(serializeCookie(cookie)).toMatch(/^__Host-tx=[\w-]+; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/);
	expect(Buffer.from(fromBase64url(cookie.value) as Uint8Array).toString("latin1")).not.toContain("state");
	expect(await read(`theme=dark; ${headerOf(cookies)}`)).toEqual({
		value: '{"state":"xyz"}',
		issuedAt: start,
		expiresAt: start + 600_000,
		current: true,
	});
});

test("K1: it is over when its time is, whatever the browser does", async () => {
	let now = start;
	const { write, read } = sealedCookie({ now: () => now });
	const header = headerOf(await write("value"));
	now = start + 600_000 + 4_999;
	expect(await read(header)).not.toBeNull();
	now = start + 600_000 + 5_000;
	expect(await read(header)).toBeNull();
});

test("T1: it is worth nothing under another name or for another purpose", async () => {
	const [cookie] = (await sealedCookie().write("value")) as [SetCookie];
	expect(await sealedCookie().read(`__Host-tx=${cookie.value}`)).not.toBeNull();
	expect(await sealedCookie({ name: "__Host-other" }).read(`__Host-other=${cookie.value}`)).toBeNull();
	expect(await sealedCookie({ purpose: "other" }).read(`__Host-tx=${cookie.value}`)).toBeNull();
});

test.each([
	undefined,
	"",
	"__Host-tx",
	"__Host-tx=",
	"__Host-tx=a.b.c",
	`__Host-tx=${"A".repeat(60_000)}`,
	"__Host-tx.0=2.a; __Host-tx.1=b",
])("bad cookies mean nothing: %j", async (header) => {
	expect(await sealedCookie().read(header)).toBeNull();
});

test("C4: a large value is spread over several cookies, and what is left of it goes with the next", async () => {
	const { write, read, clear } = sealedCookie();
	const large = "x".repeat(6_000);
	const cookies = await write(large);
	expect(cookies.map(({ name }) => name)).toEqual(["__Host-tx.0", "__Host-tx.1", "__Host-tx.2"]);
	const header = headerOf(cookies);
	expect(await read(header)).toMatchObject({ value: large });

	const next = await write("small", header);
	expect(next.map(({ name, maxAge }) => [name, maxAge])).toEqual([
		["__Host-tx", 600],
		["__Host-tx.0", 0],
		["__Host-tx.1", 0],
		["__Host-tx.2", 0],
	]);
	expect(clear(header).map(({ name, maxAge, value }) => [name, maxAge, value])).toEqual([
		["__Host-tx.0", 0, ""],
		["__Host-tx.1", 0, ""],
		["__Host-tx.2", 0, ""],
	]);
	expect(clear(undefined)).toEqual([]);
	expect(await write("x".repeat(8_800))).toHaveLength(3);
	await expect(write("x".repeat(9_200))).rejects.toThrow(InvalidArgumentError);
});

test("C8: of several cookies of the name the newest that opens is read, whatever their order", async () => {
	let now = start;
	const { write, read } = sealedCookie({ now: () => now });
	const old = headerOf(await write("old"));
	now += 1_000;
	const good = headerOf(await write("good"));
	const bad = "__Host-tx=forged";
	for (const header of [[good], [bad, good], [good, bad], [old, good], [good, old], [bad, old, good, bad]]) {
		expect(await read(header.join("; "))).toMatchObject({ value: "good" });
	}
});

test("a key ring is shared", async () => {
	const secrets = createKeyRing(secret);
	expect(await sealedCookie({ secrets }).read(headerOf(await sealedCookie().write("value")))).not.toBeNull();
});

describe("options", () => {
	test("cookie attributes are taken, and plain http in development", async () => {
		const [cookie] = (await sealedCookie({
			name: "tx",
			cookie: { path: "/auth", sameSite: "strict" },
			development: true,
		}).write("")) as [SetCookie];
		expect(serializeCookie(cookie)).toMatch(/; Path=\/auth; Max-Age=600; HttpOnly; SameSite=Strict$/);
	});

	test("all problems are named at once", () => {
		const create = () => sealedCookie({ secrets: [], purpose: "", ttl: 10, cookie: { domain: "example.com" } });
		expect(create).toThrow(ConfigurationError);
		expect(create).toThrow(
			/secrets\[0\] is undefined[\s\S]*purpose is empty[\s\S]*cookie\.domain and[\s\S]*ttl must be a second/,
		);
	});
});
