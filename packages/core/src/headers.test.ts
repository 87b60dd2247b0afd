import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSecurityHeaders, headerProblems, type SecurityHeaderOptions } from "./headers.ts";

/** The headers of one response, by lower-case name, with the nonce written as `{N}`. */
function headersOf(options?: SecurityHeaderOptions, secure = true): { [name: string]: string } {
	const { nonce, headers } = createSecurityHeaders(options, randomBytes)(secure);
	return Object.fromEntries(
		headers.map(([name, value]) => [name.toLowerCase(), nonce ? value.replaceAll(nonce, "{N}") : value]),
	);
}

const csp = (options: SecurityHeaderOptions, secure?: boolean) => headersOf(options, secure)["content-security-policy"];

describe("defaults", () => {
	it("protect pages", () => {
		expect(headersOf()).toEqual({
			"content-security-policy":
				"default-src 'self'; script-src 'nonce-{N}' 'strict-dynamic'; style-src 'self' 'nonce-{N}'; object-src 'none'; " +
				"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; upgrade-insecure-requests",
			"strict-transport-security": "max-age=31536000; includeSubDomains",
			"x-content-type-options": "nosniff",
			"x-frame-options": "DENY",
			"x-xss-protection": "0",
			"referrer-policy": "no-referrer",
			"cross-origin-opener-policy": "same-origin",
			"cross-origin-resource-policy": "same-origin",
			"permissions-policy": "camera=(), microphone=(), geolocation=()",
			"origin-agent-cluster": "?1",
		});
	});

	it("promise nothing about https on plain http", () => {
		const headers = headersOf({}, false);
		expect(headers).not.toHaveProperty("strict-transport-security");
		expect(headers["content-security-policy"]).not.toContain("upgrade-insecure-requests");
		expect(headers["content-security-policy"]).toContain("script-src 'nonce-{N}'");
	});
});

describe("nonces", () => {
	it("have 128 random bits and are new for each response", () => {
		const asked: number[] = [];
		const headers = createSecurityHeaders({}, (length) => {
			asked.push(length);
			return randomBytes(length);
		});
		const nonces = Array.from({ length: 1000 }, (_, index) => headers(index % 2 === 0).nonce);
		expect(new Set(nonces).size).toBe(1000);
		expect(nonces.every((nonce) => /^[\w-]{22}$/.test(nonce))).toBe(true);
		expect(new Set(asked)).toEqual(new Set([16]));
	});

	it("are the same throughout one response's policy", () => {
		const { nonce, headers } = createSecurityHeaders({}, randomBytes)(true);
		const sent = headers.find(([name]) => name === "Content-Security-Policy")?.[1] ?? "";
		expect([...sent.matchAll(/'nonce-([^']*)'/g)].map((match) => match[1])).toEqual([nonce, nonce]);
	});

	it("cost nothing where the policy has none", () => {
		const random = () => {
			throw new Error("asked for random bytes");
		};
		for (const options of [{ profile: "api" }, { csp: false }] as const) {
			expect(createSecurityHeaders(options, random)(true).nonce).toBe("");
		}
	});
});

describe("options", () => {
	it("api: a policy for responses that load nothing", () => {
		const { "content-security-policy": policy, ...rest } = headersOf({ profile: "api" });
		const { "content-security-policy": _, ...pages } = headersOf();
		expect(policy).toBe("default-src 'none'; frame-ancestors 'none'");
		expect(rest).toEqual(pages);
	});

	it("csp: directives are laid over the profile's", () => {
		const policy = csp({
			profile: "api",
			csp: { "img-src": ["'self'", "https://cdn.example"], "script-src": "'nonce'", "default-src": false, sandbox: "" },
		});
		expect(policy).toBe("frame-ancestors 'none'; img-src 'self' https://cdn.example; script-src 'nonce-{N}'; sandbox");
		expect(csp({ csp: false })).toBeUndefined();
		expect(csp({ profile: "api", csp: { "default-src": false, "frame-ancestors": false } })).toBeUndefined();
	});

	it.each([
		"Strict-Transport-Security",
		"X-Content-Type-Options",
		"X-Frame-Options",
		"X-XSS-Protection",
		"Referrer-Policy",
		"Cross-Origin-Opener-Policy",
		"Cross-Origin-Resource-Policy",
		"Permissions-Policy",
		"Origin-Agent-Cluster",
	] as const)("%s: can be changed and left out", (name) => {
		const { [name.toLowerCase()]: _, ...others } = headersOf();
		expect(headersOf({ [name]: "changed" })).toEqual({ ...others, [name.toLowerCase()]: "changed" });
		expect(headersOf({ [name]: false })).toEqual(others);
	});
});

describe("headerProblems", () => {
	it("has none with the defaults and with sound options", () => {
		expect(headerProblems()).toEqual([]);
		expect(
			headerProblems({
				csp: { "img-src": ["'self'", "data:"], "report-uri": "https://r.example/?a=b", "base-uri": false, sandbox: [] },
				"X-Frame-Options": "SAMEORIGIN",
				"Referrer-Policy": false,
			}),
		).toEqual([]);
	});

	const refused: [string, SecurityHeaderOptions, RegExp][] = [
		["a line break", { "Referrer-Policy": "no-referrer\r\nSet-Cookie: a=b" }, /"Referrer-Policy".*a line of ASCII/],
		["a control character", { "Permissions-Policy": "camera=()\u0000" }, /"Permissions-Policy"/],
		["what isn't ASCII", { "Cross-Origin-Opener-Policy": "sáme-origin" }, /"Cross-Origin-Opener-Policy"/],
		["an empty value", { "X-Frame-Options": "" }, /"X-Frame-Options".*false/],
		["a value of another type", { "Origin-Agent-Cluster": true } as never, /"Origin-Agent-Cluster"/],
		["a header in camel case", { frameOptions: "DENY" } as never, /"frameOptions".*"Referrer-Policy"/],
		["a header that every object has", { constructor: "x" } as never, /"constructor"/],
		["a line break in a source", { csp: { "img-src": ["'self'", "a\nb"] } }, /img-src/],
		["two directives in one", { csp: { "img-src": "'self'; script-src *" } }, /img-src.*";"/],
		["two policies in one", { csp: { "img-src": "'self', script-src *" } }, /img-src.*","/],
		["a directive in camel case", { csp: { scriptSrc: "'self'" } }, /"scriptSrc".*"script-src"/],
		["a directive's name that breaks out", { csp: { "x; script-src *": "" } }, /directives like/],
		["a profile that isn't one", { profile: "constructor" } as never, /headers\.profile.*"pages" or "api"/],
	];
	it.each(refused)("refuses %s", (_, options, problem) => {
		expect(headerProblems(options)).toEqual([expect.stringMatching(problem)]);
	});

	it("names all problems at once", () => {
		const all = Object.assign({}, ...refused.slice(0, 4).map(([, options]) => options));
		expect(headerProblems(all)).toHaveLength(4);
	});
});
