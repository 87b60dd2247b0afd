import { afterEach, expect, test, vi } from "vitest";
import { createTranslation } from "./fetch-request.ts";

afterEach(() => void vi.restoreAllMocks());

const forwarded = {
	"x-forwarded-for": "203.0.113.9",
	"x-forwarded-proto": "https",
	"x-forwarded-host": "shop.example",
};
const request = (headers: Record<string, string>, url = "http://internal:8080/path?q=1"): Request =>
	new Request(url, { headers });

test("without proxies: the request's own, and the peer's address", () => {
	const { method, secure, host, ip, upgrade } = createTranslation(undefined)(
		request({}, "https://shop.example/x"),
		"198.51.100.1",
	);
	expect({ method, secure, host, ip, upgrade }).toEqual({
		method: "GET",
		secure: true,
		host: "shop.example",
		ip: "198.51.100.1",
		upgrade: false,
	});
});

test("a header by its name, and undefined for one that isn't there", () => {
	const translated = createTranslation(undefined)(request({ "X-One": "1" }));
	expect([translated.header("x-one"), translated.header("x-two")]).toEqual(["1", undefined]);
});

test("the Host header counts before the URL, which servers may make up", () => {
	const parts = { method: "GET", url: "http://localhost/", headers: new Map([["host", "shop.example"]]) };
	const headers = { get: (name: string) => parts.headers.get(name) ?? null };
	expect(createTranslation(undefined)({ ...parts, headers }).host).toBe("shop.example");
});

test("a WebSocket handshake is told from its header", () => {
	const parts = { method: "GET", url: "http://a.example/", headers: { get: () => "WebSocket" } };
	expect(createTranslation(undefined)(parts).upgrade).toBe(true);
});

test("behind proxies that are trusted: what they say", () => {
	const { secure, host, ip } = createTranslation(1)(request(forwarded), "10.0.0.2");
	expect({ secure, host, ip }).toEqual({ secure: true, host: "shop.example", ip: "203.0.113.9" });
});

test("what trusted proxies leave open comes from the request", () => {
	const { secure, host, ip } = createTranslation(1)(request({}), "10.0.0.2");
	expect({ secure, host, ip }).toEqual({ secure: false, host: "internal:8080", ip: "10.0.0.2" });
});

test("a proxy that isn't trusted: nothing is believed, and one warning names the setting", () => {
	const warnings: unknown[] = [];
	vi.spyOn(process, "emitWarning").mockImplementation((...all) => void warnings.push(all));
	const translate = createTranslation(undefined);
	for (let round = 0; round < 3; round++) {
		const { secure, host, ip } = translate(request(forwarded), "10.0.0.2");
		expect({ secure, host, ip }).toEqual({ secure: false, host: "internal:8080", ip: "10.0.0.2" });
	}
	expect(warnings).toEqual([[expect.stringContaining("set trustProxy"), { code: "SOJOURN_UNTRUSTED_PROXY" }]]);
});

test("where the server itself has https, as workers do, there is nothing to warn of", () => {
	const warn = vi.spyOn(process, "emitWarning");
	createTranslation(undefined)(request(forwarded, "https://shop.example/"));
	expect(warn).not.toHaveBeenCalled();
});

test("a runtime without Node's process warns on its console", () => {
	const log = vi.spyOn(console, "warn").mockImplementation(() => {});
	vi.stubGlobal("process", undefined);
	try {
		createTranslation(undefined)(request(forwarded));
	} finally {
		vi.unstubAllGlobals();
	}
	expect(log).toHaveBeenCalledWith(expect.stringContaining("set trustProxy"));
});
