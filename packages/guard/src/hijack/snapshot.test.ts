import fc from "fast-check";
import { expect, test } from "vitest";
import { requestOf } from "../../test/request.ts";
import { userAgents } from "../../test/user-agents.ts";
import { fingerprintOf } from "../fingerprint/fingerprint.ts";
import { decodeSnapshot, encodeSnapshot } from "./snapshot.ts";

const headers = { "user-agent": userAgents.chromeMac141, "accept-language": "de,en" };
const fingerprint = fingerprintOf(requestOf(headers));

test("what is kept comes back, the place only roughly", () => {
	const place = { country: "DE", latitude: 52.5163, longitude: -1.04, accuracy: 20, network: 3320 };
	expect(decodeSnapshot(encodeSnapshot({ fingerprint, place }))).toEqual({
		fingerprint,
		place: { country: "DE", latitude: 52.5, longitude: -1, accuracy: 20, network: 3320 },
	});
	expect(decodeSnapshot(encodeSnapshot({ fingerprint, place: null }))).toEqual({ fingerprint, place: null });
});

test("it is small", () => {
	expect(encodeSnapshot({ fingerprint, place: null }).length).toBeLessThan(300);
});

test("a text of another form says nothing", () => {
	for (const text of [undefined, "", "null", "1", "{}", "[]", "[1]", "[1,{}]", '[2,{"languages":[]},null]'])
		expect(decodeSnapshot(text)).toBeNull();
	fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => decodeSnapshot(text) === null));
});
