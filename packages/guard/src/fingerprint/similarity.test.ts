import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestOf } from "../../test/request.ts";
import { userAgents } from "../../test/user-agents.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { sameDevice, similarity } from "./similarity.ts";

const headers = {
	"user-agent": userAgents.chromeWindows138,
	"sec-ch-ua": '"Not)A;Brand";v="8", "Chromium";v="138", "Google Chrome";v="138"',
	"sec-ch-ua-platform": '"Windows"',
	"accept-language": "de-DE,de;q=0.9,en;q=0.8",
	device: "tz=Europe%2FBerlin&screen=1920x1080&depth=24&platform=Win32",
};

function compare(change: Readonly<Record<string, string>>, known: Readonly<Record<string, string>> = headers) {
	return similarity(fingerprintOf(requestOf(known)), fingerprintOf(requestOf({ ...known, ...change })));
}

describe("the same device", () => {
	const updated = {
		"user-agent": userAgents.chromeWindows141,
		"sec-ch-ua": '"Chromium";v="141", "Google Chrome";v="141", "Not?A_Brand";v="8"',
	};

	test.each([
		["unchanged", {}],
		["an updated browser", updated],
		["another order of languages, other weights", { "accept-language": "en,de-DE;q=0.7,de;q=0.1" }],
		["a language more", { "accept-language": "de-DE,de;q=0.9,en;q=0.8,fr;q=0.5" }],
		["a window on another screen", { device: "tz=Europe%2FBerlin&screen=2560x1440&depth=30&platform=Win32" }],
		["a journey", { device: "tz=America%2FNew_York&screen=1920x1080&depth=24&platform=Win32" }],
		["a journey, another screen and an update", { ...updated, device: "tz=Asia%2FTokyo&screen=800x600&depth=30" }],
		["a page whose script hasn't run", { device: "" }],
		["a connection on which no hints are sent", { "sec-ch-ua": "", "sec-ch-ua-platform": "" }],
	])("%s", (_name, change) => {
		expect(compare(change).score).toBeGreaterThanOrEqual(sameDevice);
	});

	test("turned on its side, it has the same screen", () => {
		expect(compare({ device: "screen=1080x1920" }).score).toBe(1);
	});
});

test("a brand that only client hints tell is another browser", () => {
	const brave = { "sec-ch-ua": '"Brave";v="138", "Chromium";v="138", "Not)A;Brand";v="8"' };
	expect(compare(brave).score).toBeLessThan(sameDevice);
});

test("a client without a User-Agent isn't the browser that was known", () => {
	expect(compare({ "user-agent": "" }).score).toBeLessThan(sameDevice);
});

test("every component explains itself", () => {
	const { score, components } = compare({ "accept-language": "de-DE" });
	const languages = components.find(({ component }) => component === "languages");
	expect(languages).toMatchObject({ similarity: 1 / 3, weight: 0.1, known: "de,de-de,en", seen: "de-de" });
	expect(score).toBeCloseTo(1 - 0.1 * (2 / 3));
});

test("with nothing known, nothing speaks against it", () => {
	expect(similarity(fingerprintOf(requestOf({})), fingerprintOf(requestOf(headers)))).toEqual({
		score: 1,
		components: [],
	});
});

test("any two fingerprints have a score from 0 to 1, and each is like itself", () => {
	const header = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...Object.values(userAgents)));
	const request = fc.dictionary(fc.constantFrom(...Object.keys(headers)), header);
	fc.assert(
		fc.property(request, request, (one, other) => {
			const [a, b] = [one, other].map((from) => fingerprintOf(requestOf(from))) as [never, never];
			const { score } = similarity(a, b);
			expect(score).toBeGreaterThanOrEqual(0);
			expect(score).toBeLessThanOrEqual(1 + Number.EPSILON);
			expect(similarity(a, a).score).toBeCloseTo(1);
		}),
	);
});
