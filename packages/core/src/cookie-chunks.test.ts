import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type SetCookie, serializeCookie } from "./cookie.ts";
import { chunkCookie, expireChunks, joinChunks } from "./cookie-chunks.ts";
import { InvalidArgumentError } from "./errors.ts";

const cookie: SetCookie = {
	name: "__Host-s",
	value: "",
	path: "/",
	secure: true,
	httpOnly: true,
	sameSite: "lax",
	maxAge: 600,
};
const values = (length: number) => Array.from({ length }, (_, i) => String.fromCharCode(97 + (i % 26))).join("");

/** What the browser sends after it was sent these. */
function headerAfter(cookies: readonly SetCookie[], header = ""): string {
	const jar = new Map(
		header
			.split("; ")
			.filter(Boolean)
			.map((pair) => pair.split("=") as [string, string]),
	);
	for (const cookie of cookies) {
		expect(serializeCookie(cookie).length).toBeLessThanOrEqual(4096);
		if (cookie.maxAge === 0) jar.delete(cookie.name);
		else jar.set(cookie.name, cookie.value);
	}
	return [...jar].map((pair) => pair.join("=")).join("; ");
}

describe("C4: a value of any length comes back whole, and nothing of an older one stays", () => {
	test.each([
		[0, 1],
		[100, 1],
		[4_000, 1],
		[4_100, 2],
		[6_000, 2],
		[8_000, 2],
		[8_100, 3],
		[11_900, 3],
	])("%d bytes: %d cookies", (length, count) => {
		const cookies = chunkCookie({ ...cookie, value: values(length) }, undefined);
		expect(cookies).toHaveLength(count);
		expect(joinChunks(headerAfter(cookies), cookie.name)).toEqual([values(length)]);
	});

	test("at the limit of one cookie", () => {
		const room = 4096 - serializeCookie(cookie).length;
		expect(chunkCookie({ ...cookie, value: values(room) }, undefined)).toHaveLength(1);
		expect(chunkCookie({ ...cookie, value: values(room + 1) }, undefined)).toHaveLength(2);
	});

	test("any sequence of values: the last one is read", () => {
		const length = fc.oneof(fc.integer({ min: 0, max: 11_900 }), fc.constantFrom(0, 4_020, 8_040));
		fc.assert(
			fc.property(fc.array(length, { minLength: 1, maxLength: 5 }), (lengths) => {
				let header = "other=1";
				for (const length of lengths) {
					header = headerAfter(chunkCookie({ ...cookie, value: values(length) }, header), header);
					expect(joinChunks(header, cookie.name)).toEqual([values(length)]);
				}
				expect(headerAfter(expireChunks(cookie, header), header)).toBe("other=1");
			}),
		);
	});

	test("what is too large for three is refused, with what to do", () => {
		const refused = { ...cookie, value: values(12_200) };
		expect(() => chunkCookie(refused, undefined)).toThrow(InvalidArgumentError);
		expect(() => chunkCookie(refused, undefined)).toThrow(
			/__Host-s can't be set: .*12200 bytes.*keep it on the server/,
		);
	});
});

describe("joinChunks", () => {
	test.each<[string, string[]]>([
		["", []],
		["s=a", ["a"]],
		["s.0=2.a; s.1=b", ["ab"]],
		["s.1=b; s.0=2.a", ["ab"]],
		["s.0=2.a; s.1=b; s.2=old", ["ab"]],
		["s.0=3.a; s.1=b; s.2=c", ["abc"]],
		["s.0=3.a; s.1=b", []],
		["s.0=2.a", []],
		["s.1=b; s.2=c", []],
		["s.0=a; s.1=b", []],
		["s.0=1.a; s.1=b", []],
		["s.0=4.a; s.1=b; s.2=c; s.3=d", []],
		["s.0=2.; s.1=", [""]],
		["s=a; s.0=2.b; s.1=c", ["a", "bc"]],
		["s.0=2.bad; s.0=2.a; s.1=b", ["badb", "ab"]],
		["s.0=2.a; s.1=bad; s.1=b", ["abad", "ab"]],
		["s.0=2.A; s.1=B; s.0=2.a; s.1=b", ["AB", "ab"]],
	])("%j", (header, expected) => {
		expect(joinChunks(header, "s")).toEqual(expected);
	});
});

test("only what the request has is expired", () => {
	expect(expireChunks(cookie, undefined)).toEqual([]);
	expect(expireChunks(cookie, "other=1; __Host-s.1=b")).toEqual([
		{ ...cookie, name: "__Host-s.1", value: "", maxAge: 0, expires: 0 },
	]);
});
