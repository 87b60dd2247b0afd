import { describe, expect, test } from "vitest";
import { InvalidDataError } from "./errors.ts";
import { assertJson, parseData } from "./json.ts";

const cycle: Record<string, unknown> = {};
cycle.self = { cycle };

describe("data that isn't JSON is refused by the name of its key", () => {
	test.each([
		["data.a", { a: () => 1 }],
		["data.a.b", { a: { b: Symbol("s") } }],
		["data.list[1]", { list: [1, 2n] }],
		["data.list[0].x", { list: [{ x: Number.NaN }] }],
		["data.list[1]", { list: [1, undefined] }],
		["data.map", { map: new Map() }],
		["data.self.cycle", cycle],
		["data", []],
		["data", null],
		["data", "text"],
	])("%s", (path, data) => {
		const refused = (() => {
			try {
				assertJson(data);
			} catch (error) {
				return error as InvalidDataError;
			}
		})();
		expect(refused).toBeInstanceOf(InvalidDataError);
		expect(refused?.path).toBe(path);
		expect(refused?.message.startsWith(`${path} `)).toBe(true);
	});
});

test("JSON passes, as do undefined members, dates and one object in two places", () => {
	const shared = { x: 1 };
	expect(() =>
		assertJson({ a: null, b: [1, "x", true, {}], c: undefined, d: new Date(0), e: shared, f: [shared] }),
	).not.toThrow();
	expect(() => assertJson(Object.assign(Object.create(null), { a: 1 }))).not.toThrow();
});

test("__proto__ is left out at every depth, and nothing else", () => {
	const data = parseData('{"a":{"__proto__":{"x":1},"constructor":2},"__proto__":{"y":1},"b":"__proto__"}');
	expect(JSON.stringify(data)).toBe('{"a":{"constructor":2},"b":"__proto__"}');
	expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
	expect(Object.getPrototypeOf(data.a)).toBe(Object.prototype);
});
