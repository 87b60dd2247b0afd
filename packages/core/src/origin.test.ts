import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CrossSiteOptions, crossSiteProblems, crossSiteVerdict, varyOn } from "./origin.ts";
import type { SessionRequest } from "./request.ts";

const own = "https://app.example.com";

interface Asked {
	method?: string;
	host?: string | null;
	secure?: boolean;
	upgrade?: boolean;
	headers?: { [name: string]: string };
}

function verdict({ headers = {}, ...rest }: Asked, options?: CrossSiteOptions) {
	const asked = new Set<string>();
	const request: SessionRequest = {
		method: "POST",
		secure: true,
		host: "app.example.com",
		ip: null,
		header: (name) => {
			asked.add(name);
			return headers[name];
		},
		...rest,
	};
	const reason = crossSiteVerdict(request, options);
	expect(varyOn.map((name) => name.toLowerCase())).toEqual(expect.arrayContaining([...asked]));
	return reason;
}

const unsafe: [what: string, asked: Asked][] = [
	["POST", { method: "POST" }],
	["PUT", { method: "PUT" }],
	["DELETE", { method: "DELETE" }],
	["PATCH", { method: "PATCH" }],
	["TRACE", { method: "TRACE" }],
	["an unknown method", { method: "BREW" }],
	["a WebSocket handshake", { method: "GET", upgrade: true }],
];

describe.each(unsafe)("X1: %s", (_, asked) => {
	const from = (site: string, origin = "https://evil.example") => ({
		...asked,
		headers: { "sec-fetch-site": site, "sec-fetch-mode": "navigate", origin },
	});
	const origin = (value: string) => ({ ...asked, headers: { origin: value } });

	it("goes on from the same origin, from the user, and from what is no browser", () => {
		expect(verdict(from("same-origin", own))).toBeNull();
		expect(verdict(from("none"))).toBeNull();
		expect(verdict(asked)).toBeNull();
		expect(verdict({ ...asked, headers: { "sec-fetch-site": "" } })).toBeNull();
	});

	it("is refused from another site, and when Sec-Fetch-Site says what it shouldn't", () => {
		expect(verdict(from("cross-site"))).toBe("cross-site");
		expect(verdict(from("cross-site", own))).toBe("cross-site");
		expect(verdict(from("same-origin, same-origin"))).toBe("cross-site");
		expect(verdict(from("SAME-ORIGIN"))).toBe("cross-site");
	});

	it("is refused from the same site unless opted in", () => {
		expect(verdict(from("same-site"))).toBe("same-site");
		expect(verdict(from("same-site"), { allowSameSite: true })).toBeNull();
		expect(verdict(from("cross-site"), { allowSameSite: true })).toBe("cross-site");
	});

	it("is judged by its Origin without Fetch Metadata", () => {
		expect(verdict(origin(own))).toBeNull();
		for (const foreign of [
			"https://evil.example",
			"https://app.example.com.evil.example",
			"null",
			"https://app.example.com:8443",
		]) {
			expect(verdict(origin(foreign)), foreign).toBe("foreign-origin");
		}
	});

	it("goes on from a trusted origin", () => {
		const options = { trustedOrigins: ["https://idp.example", "https://shop.example.com:8443"] };
		expect(verdict(from("cross-site", "https://idp.example"), options)).toBeNull();
		expect(verdict(from("same-site", "https://shop.example.com:8443"), options)).toBeNull();
		expect(verdict(origin("https://idp.example"), options)).toBeNull();
		expect(verdict(origin("https://idp.example.evil.example"), options)).toBe("foreign-origin");
		expect(verdict(from("cross-site"), options)).toBe("cross-site");
		expect(verdict({ ...asked, headers: { "sec-fetch-site": "cross-site" } }, options)).toBe("cross-site");
	});
});

describe("X1: the request's own origin", () => {
	const same: [origin: string, host: string, secure: boolean][] = [
		["https://app.example.com", "APP.example.com", true],
		["https://app.example.com", "app.example.com:443", true],
		["http://app.example.com", "app.example.com:80", false],
		["https://app.example.com:8443", "app.example.com:8443", true],
		["http://localhost:3000", "localhost:3000", false],
		["https://[2001:db8::1]:8443", "[2001:DB8::1]:8443", true],
		["http://[::1]", "[::1]:80", false],
		["https://app.example.com.", "app.example.com.", true],
		// TLS ends at a proxy that the framework doesn't trust
		["https://app.example.com", "app.example.com", false],
	];
	it.each(same)("%s is that of %s", (origin, host, secure) => {
		expect(verdict({ host, secure, headers: { origin } })).toBeNull();
	});

	const different: [origin: string, host: string | null, secure: boolean][] = [
		["http://app.example.com", "app.example.com", true],
		["https://app.example.com", "app.example.com:80", true],
		["http://app.example.com", "app.example.com:443", false],
		["https://app.example.com", "app.example.com.", true],
		["https://app.example.com", null, true],
		["https://", "", true],
		["https", "", true],
		["", "", true],
		["https://app.example.com/", "app.example.com", true],
		["https://user@app.example.com", "app.example.com", true],
		["https://app.example.com://evil.example", "app.example.com", true],
		["ftp://app.example.com", "app.example.com", true],
		["chrome-extension://app.example.com", "app.example.com", true],
		["https://app.example.com, https://app.example.com", "app.example.com", true],
		["https://[::1", "[::1]", true],
		["undefined", null, true],
	];
	it.each(different)("%s isn't that of %s", (origin, host, secure) => {
		expect(verdict({ host, secure, headers: { origin: origin || " " } })).toBe("foreign-origin");
	});
});

describe("X2: resource isolation", () => {
	const get = (site: string, mode?: string, dest?: string, method = "GET") => ({
		method,
		headers: {
			"sec-fetch-site": site,
			...(mode === undefined ? {} : { "sec-fetch-mode": mode }),
			...(dest === undefined ? {} : { "sec-fetch-dest": dest }),
		},
	});

	it.each(["same-origin", "same-site", "none"])("leaves %s requests alone", (site) => {
		expect(verdict(get(site, "no-cors", "image"))).toBeNull();
	});

	it("lets people follow links from other sites", () => {
		expect(verdict(get("cross-site", "navigate", "document"))).toBeNull();
		expect(verdict(get("cross-site", "navigate", "iframe"))).toBeNull();
		expect(verdict(get("cross-site", "navigate", "document", "HEAD"))).toBeNull();
	});

	it("refuses everything else of other sites", () => {
		for (const refused of [
			get("cross-site", "navigate", "object"),
			get("cross-site", "navigate", "embed"),
			get("cross-site", "no-cors", "image"),
			get("cross-site", "no-cors", "script"),
			get("cross-site", "cors", "empty"),
			get("cross-site", "cors", "empty", "OPTIONS"),
			get("cross-site", "navigate", "document", "OPTIONS"),
			get("cross-site"),
			get("elsewhere", "no-cors", "image"),
		]) {
			expect(verdict(refused), JSON.stringify(refused)).toBe("cross-site-resource");
		}
	});

	it("accepts a trusted origin's fetch and its preflight", () => {
		const options = { trustedOrigins: ["https://spa.example"] };
		for (const method of ["GET", "OPTIONS"]) {
			const asked = get("cross-site", "cors", "empty", method);
			const headers = { ...asked.headers, origin: "https://spa.example" };
			expect(verdict({ method, headers }, options)).toBeNull();
			expect(verdict({ method, headers })).toBe("cross-site-resource");
		}
	});

	it("lets requests without Fetch Metadata read", () => {
		expect(verdict({ method: "GET" })).toBeNull();
		expect(verdict({ method: "GET", headers: { origin: "https://evil.example" } })).toBeNull();
	});
});

describe("hostile headers", () => {
	it("never throw, and no foreign origin passes for the own one", () => {
		const piece = fc.constantFrom(
			"https://",
			"http",
			":",
			"//",
			"[",
			"]",
			"app.example.com",
			":443",
			"@",
			".",
			"\u0000",
			"%",
			"null",
			"é",
		);
		const text = fc.oneof(
			fc.string(),
			fc.array(piece).map((parts) => parts.join("")),
		);
		fc.assert(
			fc.property(text, text, fc.boolean(), (origin, host, secure) => {
				const reason = verdict({ host, secure, headers: { origin } });
				const authority = origin.replace(/^https?:\/\//i, "").toLowerCase();
				if (reason === null && origin !== "") expect(host.toLowerCase().startsWith(authority)).toBe(true);
			}),
		);
	});
});

describe("crossSiteProblems", () => {
	it("accepts origins as browsers serialize them", () => {
		const trustedOrigins = [
			own,
			"http://localhost:5173",
			"https://[2001:db8::1]:8443",
			"https://xn--mnchen-3ya.example",
			"chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb",
			"capacitor://localhost",
		];
		expect(crossSiteProblems({ trustedOrigins })).toEqual([]);
		expect(crossSiteProblems()).toEqual([]);
	});

	it("names every one that no browser would send", () => {
		const trustedOrigins = [
			"https://app.example.com/",
			"https://App.example.com",
			"https://app.example.com:443",
			"http://app.example.com:80",
			"https://*.example.com",
			"https://münchen.example",
			"https://user@app.example.com",
			"app.example.com",
			"null",
			"*",
			"",
			"https://app.example.com\n",
		];
		const problems = crossSiteProblems({ trustedOrigins });
		expect(problems).toHaveLength(trustedOrigins.length);
		for (const [index, origin] of trustedOrigins.entries()) expect(problems[index]).toContain(JSON.stringify(origin));
	});
});
