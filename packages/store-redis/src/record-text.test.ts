import { type SessionRecord, tombstone } from "@sojourn/core";
import { sampleRecord } from "@sojourn/core/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeText, encodeText, encodeTime } from "./record-text.ts";

const anyString = fc.string({ unit: "binary" });
const time = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
const anyRecord: fc.Arbitrary<SessionRecord> = fc
	.record({
		version: fc.integer({ min: 1 }),
		userId: fc.option(fc.string({ unit: "binary", minLength: 1, maxLength: 255 })),
		previous: fc.option(fc.record({ hash: anyString, until: fc.option(time) }, { noNullPrototype: true })),
		lastSeenAt: fc.oneof(time, fc.double({ min: 1e12, max: 2e12, noNaN: true })),
		expiresAt: time,
		data: anyString,
	})
	.map((fields) => sampleRecord(1_700_000_000_000, fields));
const end = { state: "invalidated", reason: "logout", at: 5 } as const;

describe("a record's text", () => {
	test("gives the record back", () => {
		fc.assert(
			fc.property(anyRecord, (record) => {
				expect(decodeText(encodeText(record))).toEqual(record);
			}),
		);
	});

	test("gives a tombstone back, with a device of its own", () => {
		const record = tombstone(sampleRecord(1), end);
		const decoded = decodeText(encodeText(record));
		expect(decoded).toEqual(record);
		expect(decoded.device).not.toBe(record.device);
	});

	test("has lastSeenAt where a touch writes it", () => {
		fc.assert(
			fc.property(anyRecord, time, (record, lastSeenAt) => {
				const text = encodeText(record);
				const touched = text.slice(0, 6) + encodeTime(lastSeenAt) + text.slice(26);
				expect(decodeText(touched)).toEqual({ ...record, lastSeenAt });
			}),
		);
	});

	test("has three lines, the first within what scripts read", () => {
		fc.assert(
			fc.property(anyRecord, (record) => {
				const lines = encodeText(record).split("\n");
				expect(lines).toHaveLength(3);
				expect(Buffer.byteLength(lines[0] ?? "")).toBeLessThan(2048);
			}),
		);
	});

	test("can't be made for a user's id that is too long for that", () => {
		expect(() => encodeText(sampleRecord(1, { userId: "é".repeat(1000) }))).toThrow("255 characters");
	});

	test.each(["", "alive", "alive[]", "alive{}", "ended[1,2]", '{"id":"x"}', "value of another program", "alive[1"])(
		"isn't %j",
		(text) => {
			expect(() => decodeText(text)).toThrow(SyntaxError);
		},
	);
});
