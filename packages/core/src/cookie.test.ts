import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	type CookieOptions,
	cookieProblems,
	cookieValues,
	expiredCookie,
	resolveCookie,
	type SetCookie,
	serializeCookie,
	sessionCookie,
} from "./cookie.ts";
import { InvalidArgumentError } from "./errors.ts";

const cookie: SetCookie = { name: "sid", value: "abc", path: "/", secure: true, httpOnly: true, sameSite: "lax" };

describe("serializeCookie", () => {
	test.each<[Partial<SetCookie>, string]>([
		[{}, "sid=abc; Path=/; Secure; HttpOnly; SameSite=Lax"],
		[{ value: "" }, "sid=; Path=/; Secure; HttpOnly; SameSite=Lax"],
		[{ secure: false, httpOnly: false, sameSite: "strict" }, "sid=abc; Path=/; SameSite=Strict"],
		[{ sameSite: "none" }, "sid=abc; Path=/; Secure; HttpOnly; SameSite=None"],
		[{ path: "/app", domain: "example.com" }, "sid=abc; Path=/app; Domain=example.com; Secure; HttpOnly; SameSite=Lax"],
		[
			{ maxAge: 60.9, expires: Date.UTC(2026, 0, 1) },
			"sid=abc; Path=/; Max-Age=60; Expires=Thu, 01 Jan 2026 00:00:00 GMT; Secure; HttpOnly; SameSite=Lax",
		],
	])("%j", (changes, expected) => {
		expect(serializeCookie({ ...cookie, ...changes })).toBe(expected);
	});

	test.each<[Partial<SetCookie>]>([
		[{ name: "" }],
		[{ name: "a b" }],
		[{ name: "a=b" }],
		[{ name: "sid;" }],
		[{ name: "sid\n" }],
		[{ name: "é" }],
		[{ value: "a;b" }],
		[{ value: "a b" }],
		[{ value: "a,b" }],
		[{ value: '"a"' }],
		[{ value: "a\\b" }],
		[{ value: "a\r\nSet-Cookie: b=c" }],
		[{ value: "a\n" }],
		[{ value: "\u007f" }],
		[{ value: "é" }],
		[{ path: "" }],
		[{ path: "app" }],
		[{ path: "/; Domain=evil.example" }],
		[{ path: "/\n" }],
		[{ domain: "" }],
		[{ domain: ".example.com" }],
		[{ domain: "example.com; Secure" }],
		[{ domain: "example.com\n" }],
		[{ value: "v".repeat(4094) }],
	])("%j is refused, and the value isn't told", (changes) => {
		const changed = { ...cookie, value: "told", ...changes };
		expect(() => serializeCookie(changed)).toThrow(InvalidArgumentError);
		expect(() => serializeCookie(changed)).not.toThrow(/told/);
	});

	test("4096 bytes of name and value are not too many", () => {
		expect(serializeCookie({ ...cookie, value: "v".repeat(4093) })).toContain("v; Path");
	});

	test("whatever the value, the header has one cookie, which is read back as it was", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary-ascii" }), (value) => {
				let header: string;
				try {
					header = serializeCookie({ ...cookie, value });
				} catch {
					return;
				}
				expect(cookieValues(header.split("; Path=/")[0], "sid")).toEqual([value]);
			}),
		);
	});
});

test("an expired cookie has the same attributes, so that it replaces what it expires", () => {
	const { path, secure, httpOnly, sameSite } = cookie;
	const domain = "example.com";
	expect(expiredCookie({ ...cookie, domain, maxAge: 60 })).toEqual({
		...{ name: "sid", path, domain, secure, httpOnly, sameSite },
		...{ value: "", maxAge: 0, expires: 0 },
	});
	expect(serializeCookie(expiredCookie(cookie))).toBe(
		"sid=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure; HttpOnly; SameSite=Lax",
	);
});

describe("cookieValues", () => {
	test.each<[string | undefined, string[]]>([
		[undefined, []],
		["", []],
		["sid=a", ["a"]],
		["sid=", [""]],
		["sid", []],
		["=sid", []],
		["xsid=a", []],
		["sidx=a", []],
		["Sid=a", []],
		["__Host-sid=a", []],
		["x=sid=a", []],
		["x=y sid=a", []],
		["x=y; sid=a", ["a"]],
		["x=y;sid=a", ["a"]],
		["sid=a; sid=b;sid=a", ["a", "b", "a"]],
		["sid=a=b", ["a=b"]],
		[" \t sid \t= \ta \t; x=y", ["a"]],
		["sid=  ;x=y", [""]],
		['sid="a"', ["a"]],
		['sid=""', [""]],
		['sid="', ['"']],
		['sid="a', ['"a']],
		["sid=sid=sid", ["sid=sid"]],
		["sidsid=a; sid=b", ["b"]],
		[";;; sid=a;;", ["a"]],
		["sid\u00a0=a", []],
	])("%j", (header, expected) => {
		expect(cookieValues(header, "sid")).toEqual(expected);
	});

	test("a hostile header costs nothing and gives little", () => {
		expect(cookieValues("sid=a; ".repeat(1_000), "sid")).toEqual(Array(8).fill("a"));
		expect(cookieValues(`sid=a; x=${"y".repeat(2 ** 16 - 9)}`, "sid")).toEqual(["a"]);
		expect(cookieValues(`sid=a; x=${"y".repeat(2 ** 16 - 8)}`, "sid")).toEqual([]);
	});

	function reference(header: string, name: string): string[] {
		const trim = (text: string) => text.replace(/^[ \t]+|[ \t]+$/g, "");
		return header
			.split(";")
			.filter((pair) => pair.includes("="))
			.map((pair) => [trim(pair.slice(0, pair.indexOf("="))), trim(pair.slice(pair.indexOf("=") + 1))] as const)
			.filter(([key]) => key === name)
			.map(([, value]) => /^"(.*)"$/s.exec(value)?.[1] ?? value)
			.slice(0, 8);
	}

	test("any header gives what splitting it would", () => {
		const piece = fc.constantFrom("sid", "s", "a", "=", "=", ";", ";", " ", "\t", '"', ".", "x", "__Host-sid", "é");
		const header = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
		fc.assert(
			fc.property(
				fc.oneof(header, fc.string({ unit: "binary" })),
				fc.constantFrom("sid", "s", "a", "aa"),
				(header, name) => {
					expect(cookieValues(header, name)).toEqual(reference(header, name));
				},
			),
			{ numRuns: 20_000 },
		);
	});
});

describe("settings", () => {
	const safe = { sameSite: "lax", path: "/", persistent: false };

	test.each<[CookieOptions | undefined, boolean, object]>([
		[undefined, false, { ...safe, name: "__Host-Http-sid", secure: true }],
		[undefined, true, { ...safe, name: "sid", secure: false }],
		// What the other options can't do without stays on in development.
		[{ name: "__Host-id" }, true, { ...safe, name: "__Host-id", secure: true }],
		[{ sameSite: "none" }, true, { ...safe, name: "sid", sameSite: "none", secure: true }],
		[{ secure: true }, true, { ...safe, name: "sid", secure: true }],
		[
			{ name: "__Secure-id", domain: "example.com", path: "/app", sameSite: "strict", persistent: true },
			false,
			{ name: "__Secure-id", domain: "example.com", path: "/app", sameSite: "strict", persistent: true, secure: true },
		],
		[{ name: "id", domain: "example.com" }, false, { ...safe, name: "id", domain: "example.com", secure: true }],
	])("%j, development %j: accepted", (options, development, expected) => {
		expect(resolveCookie(options, development)).toEqual(expected);
		expect(cookieProblems(options, development)).toEqual([]);
	});

	test.each<[CookieOptions, boolean, RegExp[]]>([
		[{ name: "a b" }, false, [/^cookie\.name is "a b"/]],
		[{ name: "" }, true, [/^cookie\.name is ""/]],
		[{ sameSite: "Lax" as "lax" }, false, [/^cookie\.sameSite is "Lax": give "lax"/]],
		[{ sameSite: true as unknown as "lax" }, false, [/^cookie\.sameSite is true/]],
		[
			{ domain: "example.com" },
			false,
			[/^cookie\.domain and cookie\.path make browsers drop __Host-Http-sid.*leave them out/],
		],
		[{ path: "/app" }, false, [/^cookie\.domain and cookie\.path make browsers drop __Host-Http-sid/]],
		[{ name: "__HOST-x", domain: "a.b" }, true, [/^cookie\.domain and cookie\.path make browsers drop __HOST-x/]],
		[{ path: "app", name: "id" }, false, [/^cookie\.path is "app": give one that begins with/]],
		[{ domain: ".example.com", name: "id" }, false, [/^cookie\.domain is "\.example\.com": give a host name/]],
		[{ secure: false }, false, [/^cookie\.secure is false: leave it out.*development: true/]],
		[{ secure: false, name: "__Http-id" }, true, [/^cookie\.secure is false: .*nor a prefix/]],
		[{ secure: false, name: "__Secure-id" }, true, [/^cookie\.secure is false: .*nor a prefix/]],
		[{ secure: false, sameSite: "none" }, true, [/^cookie\.secure is false: .*neither SameSite=None/]],
		[
			{ name: "__Host-id", domain: ".", path: "", sameSite: "" as "lax", secure: false },
			false,
			[
				/^cookie\.sameSite/,
				/^cookie\.path is/,
				/^cookie\.domain is "/,
				/^cookie\.domain and cookie\.path make browsers drop/,
				/^cookie\.secure/,
			],
		],
	])("%j, development %j: refused", (options, development, expected) => {
		const problems = cookieProblems(options, development);
		expect(problems).toHaveLength(expected.length);
		for (const [i, problem] of problems.entries()) expect(problem).toMatch(expected[i] as RegExp);
	});

	test("settings that are accepted make a cookie that can be set", () => {
		const text = fc.oneof(
			fc.string(),
			fc.constantFrom("__Host-a", "__Http-a", "__Secure-a", "a", "/", "/a", "example.com"),
		);
		const options = fc.record(
			{
				name: text,
				sameSite: fc.constantFrom("lax", "strict", "none"),
				domain: text,
				path: text,
				secure: fc.boolean(),
				persistent: fc.boolean(),
			},
			{ requiredKeys: [] },
		);
		fc.assert(
			fc.property(options, fc.boolean(), (options, development) => {
				if (cookieProblems(options as CookieOptions, development).length > 0) return;
				const header = serializeCookie(sessionCookie(resolveCookie(options as CookieOptions, development), "value"));
				expect(header).toContain("; HttpOnly");
				const isSecure = header.includes("; Secure");
				if (!development) expect(isSecure).toBe(true);
				if (/^__(host|http|secure)-/i.test(header) || header.includes("None")) expect(isSecure).toBe(true);
				if (/^__host-/i.test(header)) expect(header).toMatch(/=value; Path=\/; Secure/);
			}),
			{ numRuns: 2_000 },
		);
	});
});

test("the session cookie has the settings' attributes, and is kept for as long as it is told", () => {
	const settings = resolveCookie();
	const attributes = { name: "__Host-Http-sid", path: "/", secure: true, httpOnly: true, sameSite: "lax" };
	expect(sessionCookie(settings, "token")).toEqual({ ...attributes, value: "token" });
	expect(sessionCookie(settings, "token", 60)).toEqual({ ...attributes, value: "token", maxAge: 60 });
});
