import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSecurityHeaders, headerProblems, type SecurityHeaderOptions } from "./headers.ts";

/** The headers of one response, by lower-case name, with the nonce written as `{N}`. */
function headersOf(options?: SecurityHeaderOptions, secure = true): { [name: string]: string } {
	const { nonce, headers } = createSecurityHeaders(options, randomBytes).for(secure);
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

	it("keep personal responses out of caches and clear the browser at logout", () => {
		const { personal, logout } = createSecurityHeaders(undefined, randomBytes);
		expect(personal).toEqual([["Cache-Control", "no-store"]]);
		expect(logout).toEqual([["Clear-Site-Data", '"cache", "storage"']]);
	});
});

describe("nonces", () => {
	it("have 128 random bits and are new for each response", () => {
		const asked: number[] = [];
		const headers = createSecurityHeaders({}, (length) => {
			asked.push(length);
			return randomBytes(length);
		});
		const nonces = Array.from({ length: 1000 }, (_, index) => headers.for(index % 2 === 0).nonce);
		expect(new Set(nonces).size).toBe(1000);
		expect(nonces.every((nonce) => /^[\w-]{22}$/.test(nonce))).toBe(true);
		expect(new Set(asked)).toEqual(new Set([16]));
	});

	it("are the same throughout one response's policy", () => {
		const { nonce, headers } = createSecurityHeaders({}, randomBytes).for(true);
		const sent = headers.find(([name]) => name === "Content-Security-Policy")?.[1] ?? "";
		expect([...sent.matchAll(/'nonce-([^']*)'/g)].map((match) => match[1])).toEqual([nonce, nonce]);
	});

	it("cost nothing where the policy has none", () => {
		const random = () => {
			throw new Error("asked for random bytes");
		};
		for (const options of [{ profile: "api" }, { csp: false }] as const) {
			expect(createSecurityHeaders(options, random).for(true).nonce).toBe("");
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

	it("hsts: takes durations", () => {
		const hsts = (value: SecurityHeaderOptions["hsts"] & {}) => headersOf({ hsts: value })["strict-transport-security"];
		expect(hsts({ maxAge: "730d", preload: true })).toBe("max-age=63072000; includeSubDomains; preload");
		expect(hsts({ maxAge: 86_400_000, includeSubDomains: false })).toBe("max-age=86400");
		expect(hsts({ maxAge: 0 })).toBe("max-age=0; includeSubDomains");
		expect(hsts(false)).toBeUndefined();
	});

	const each = [
		["contentTypeOptions", "x-content-type-options"],
		["frameOptions", "x-frame-options"],
		["xssProtection", "x-xss-protection"],
		["referrerPolicy", "referrer-policy"],
		["crossOriginOpenerPolicy", "cross-origin-opener-policy"],
		["crossOriginResourcePolicy", "cross-origin-resource-policy"],
		["permissionsPolicy", "permissions-policy"],
		["originAgentCluster", "origin-agent-cluster"],
	] as const;
	it.each(each)("%s: can be changed and left out", (option, name) => {
		const { [name]: _, ...others } = headersOf();
		expect(headersOf({ [option]: "changed" })).toEqual({ ...others, [name]: "changed" });
		expect(headersOf({ [option]: false })).toEqual(others);
	});

	it("cacheControl and clearSiteData: can be changed and left out", () => {
		const changed = createSecurityHeaders({ cacheControl: "private", clearSiteData: ["*"] }, randomBytes);
		expect(changed.personal).toEqual([["Cache-Control", "private"]]);
		expect(changed.logout).toEqual([["Clear-Site-Data", '"*"']]);
		const none = createSecurityHeaders({ cacheControl: false, clearSiteData: false }, randomBytes);
		expect([...none.personal, ...none.logout]).toEqual([]);
	});
});

describe("headerProblems", () => {
	it("has none with the defaults and with sound options", () => {
		expect(headerProblems()).toEqual([]);
		expect(
			headerProblems({
				csp: { "img-src": ["'self'", "data:"], "report-uri": "https://r.example/?a=b", "base-uri": false, sandbox: [] },
				hsts: { maxAge: "5m" },
				frameOptions: "SAMEORIGIN",
				referrerPolicy: false,
				clearSiteData: ["cache", "cookies", "*"],
			}),
		).toEqual([]);
	});

	const refused: [string, SecurityHeaderOptions, RegExp][] = [
		["a line break", { referrerPolicy: "no-referrer\r\nSet-Cookie: a=b" }, /headers\.referrerPolicy/],
		["a control character", { permissionsPolicy: "camera=()\u0000" }, /headers\.permissionsPolicy/],
		["what isn't ASCII", { cacheControl: "no-störe" }, /headers\.cacheControl/],
		["an empty value", { frameOptions: "" }, /headers\.frameOptions.*false/],
		["a value of another type", { originAgentCluster: true } as never, /headers\.originAgentCluster/],
		["a line break in a source", { csp: { "img-src": ["'self'", "a\nb"] } }, /img-src/],
		["two directives in one", { csp: { "img-src": "'self'; script-src *" } }, /img-src.*";"/],
		["two policies in one", { csp: { "img-src": "'self', script-src *" } }, /img-src.*","/],
		["a directive in camel case", { csp: { scriptSrc: "'self'" } }, /"scriptSrc".*"script-src"/],
		["a directive's name that breaks out", { csp: { "x; script-src *": "" } }, /no directive/],
		["a profile that isn't one", { profile: "constructor" } as never, /headers\.profile.*"pages" or "api"/],
		["an age that is none", { hsts: { maxAge: "soon" as never } }, /headers\.hsts\.maxAge.*"365d"/],
		["an age given in seconds", { hsts: { maxAge: 31_536_000 } }, /31536000 milliseconds.*"365d"/],
		["preload for a short time", { hsts: { maxAge: "30d", preload: true } }, /headers\.hsts\.preload/],
		["preload without subdomains", { hsts: { preload: true, includeSubDomains: false } }, /headers\.hsts\.preload/],
		["what can't be cleared", { clearSiteData: ['cache", "cookies'] as never }, /headers\.clearSiteData/],
	];
	it.each(refused)("refuses %s", (_, options, problem) => {
		expect(headerProblems(options)).toEqual([expect.stringMatching(problem)]);
	});

	it("names all problems at once", () => {
		const all = Object.assign({}, ...refused.slice(0, 4).map(([, options]) => options));
		expect(headerProblems(all)).toHaveLength(4);
	});
});
