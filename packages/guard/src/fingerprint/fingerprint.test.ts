import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestOf } from "../../test/request.ts";
import { userAgents } from "../../test/user-agents.ts";
import { fingerprintOf } from "./fingerprint.ts";

test("a request with all there is", () => {
	const request = requestOf({
		"user-agent": userAgents.chromeWindows141,
		"sec-ch-ua": '"Chromium";v="141", "Brave";v="141", "Not?A_Brand";v="8"',
		"sec-ch-ua-platform": '"Windows"',
		"accept-language": "en-GB,en;q=0.9,DE;q=0.5,*;q=0.1,en-gb;q=0.1",
		cookie: "a=1; device=tz=Europe%2FLondon&screen=1080x1920&depth=24&platform=Win32; b=2",
	});
	expect(fingerprintOf(request)).toEqual({
		browser: "Chrome",
		version: 141,
		os: "Windows",
		kind: "desktop",
		brand: "Brave",
		platform: "Windows",
		languages: ["de", "en", "en-gb"],
		timeZone: "Europe/London",
		screen: "1920x1080",
		colorDepth: 24,
	});
});

const nothing = {
	browser: null,
	version: null,
	os: null,
	kind: null,
	brand: null,
	platform: null,
	languages: [],
	timeZone: null,
	screen: null,
	colorDepth: null,
};

test("a request with nothing", () => {
	expect(fingerprintOf(requestOf({}))).toEqual(nothing);
});

describe("T2 hostile input is left out", () => {
	test.each([
		["device", "tz=<script>&screen=1e9x1&depth=-1&platform=%00"],
		["device", "tz=Europe/../../etc/passwd&screen=0x0&depth=999&platform='; DROP TABLE"],
		["device", `tz=${"A".repeat(1000)}`],
		["device", "%E0%A4%A"],
		["cookie", "xdevice=tz=Europe/Berlin"],
		["cookie", "device"],
		["sec-ch-ua", '"Chromium'],
		["sec-ch-ua", '"\\"";v="1"'],
		["sec-ch-ua", '"Not;A=Brand";v="99"'],
		["sec-ch-ua-platform", "Windows"],
		["sec-ch-ua-platform", `"${"W".repeat(1000)}"`],
		["accept-language", "*, 1234567890, <b>, en_US"],
	])("%s: %s", (name, value) => {
		expect(fingerprintOf(requestOf({ [name]: value }))).toEqual(nothing);
	});

	test("any header gives a small fingerprint, quickly", () => {
		const names = ["user-agent", "sec-ch-ua", "sec-ch-ua-platform", "accept-language", "device", "cookie"];
		const value = fc.oneof(
			fc.string({ unit: "binary", maxLength: 2000 }),
			fc.string({ maxLength: 20 }).map((text) => text.repeat(500)),
		);
		fc.assert(
			fc.property(fc.dictionary(fc.constantFrom(...names), value), (headers) => {
				expect(JSON.stringify(fingerprintOf(requestOf(headers))).length).toBeLessThan(2500);
			}),
		);
	});
});
