import { describe, expect, test } from "vitest";
import { rotationDue, settle, succeed } from "./rotation.ts";
import { sampleRecord } from "./testing/sample-record.ts";

const record = sampleRecord(0, { secretHash: "one", previous: null, rotatedAt: 0 });
const rotateEvery = 1000;

describe("what is due", () => {
	test("a successor for the secret in use, once it is old enough", () => {
		expect(rotationDue(record, "one", 999, rotateEvery)).toBeNull();
		expect(rotationDue(record, "one", 1000, rotateEvery)).toBe("succeed");
		expect(rotationDue(record, "one", Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY)).toBeNull();
	});

	test("a successor for who still holds the old secret, and to settle for who presents the new one", () => {
		const rotated = succeed(record, "one", "two", 1000);
		expect(rotationDue(rotated, "one", 1001, rotateEvery)).toBe("succeed");
		expect(rotationDue(rotated, "two", 1001, rotateEvery)).toBe("settle");
	});

	test("nothing after it was settled, for whichever secret is still good", () => {
		const settled = settle(succeed(record, "one", "two", 1000), "two", 1500);
		expect(settled.previous).toEqual({ hash: "one", until: 1500 });
		for (const held of ["one", "two"]) expect(rotationDue(settled, held, 1001, rotateEvery)).toBeNull();
	});
});

describe("a secret is succeeded", () => {
	test("by the one successor, whoever asks for it", () => {
		const rotated = succeed(record, "one", "two", 1000);
		expect(rotated).toMatchObject({ secretHash: "two", previous: { hash: "one", until: null }, rotatedAt: 1000 });
		expect(succeed(rotated, "one", "two", 1001)).toBe(rotated);
	});

	test("only if it is in use, or nobody has presented its successor", () => {
		expect(succeed(record, "other", "two", 1000)).toBe(record);
		const settled = settle(succeed(record, "one", "two", 1000), "two", 1500);
		expect(succeed(settled, "one", "three", 1001)).toBe(settled);
	});
});

test("only the new secret settles", () => {
	const rotated = succeed(record, "one", "two", 1000);
	expect(settle(rotated, "one", 1500)).toBe(rotated);
	expect(settle(record, "one", 1500)).toBe(record);
});
