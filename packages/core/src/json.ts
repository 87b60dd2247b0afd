/** Session data is JSON: read safely, and checked before it is written. */

import { InvalidDataError } from "./errors.ts";

/**
 * The stored text as an object. Keys named `__proto__` are left out at every depth, so that merging the data into
 * something can't reach its prototype.
 */
export function parseData(text: string): Record<string, unknown> {
	if (text === "" || text === "{}") return {};
	if (!text.includes("__proto__")) return JSON.parse(text);
	return JSON.parse(text, (key, value) => (key === "__proto__" ? undefined : value));
}

/**
 * Checks that nothing would be lost or changed by writing the data as JSON.
 *
 * @throws InvalidDataError naming the key: a function, symbol, BigInt, NaN or infinite number, an object that isn't plain
 * (`Map`, class instances; what has `toJSON`, such as `Date`, is fine), a hole in an array, a cycle.
 */
export function assertJson(data: unknown): asserts data is Record<string, unknown> {
	if (!isObject(data) || Array.isArray(data)) throw new InvalidDataError("data", "must be an object.");
	const flaw = findFlaw(data, []);
	if (flaw !== null) throw new InvalidDataError(`data${flaw[0]}`, flaw[1]);
}

type Flaw = readonly [path: string, problem: string];

function isObject(value: unknown): value is object {
	return typeof value === "object" && value !== null;
}

/** `null`, or what is wrong. */
function findFlaw(value: unknown, above: object[]): Flaw | null {
	if (!isObject(value)) {
		const type = typeof value;
		if (value === null || type === "string" || type === "boolean" || Number.isFinite(value)) return null;
		return ["", `is ${type === "number" ? value : type}, which JSON doesn't have.`];
	}
	if (typeof (value as { toJSON?: unknown }).toJSON === "function") return null;
	if (above.includes(value)) return ["", "contains itself."];
	const isArray = Array.isArray(value);
	const prototype = Object.getPrototypeOf(value);
	if (!isArray && prototype !== Object.prototype && prototype !== null)
		return ["", `is a ${prototype.constructor?.name}: store plain objects and arrays.`];
	above.push(value);
	const keys = isArray ? value : Object.keys(value);
	for (let index = 0; index < keys.length; index++) {
		const key = isArray ? index : keys[index];
		const inner = (value as Record<PropertyKey, unknown>)[key];
		const flaw = inner === undefined && !isArray ? null : findFlaw(inner, above);
		if (flaw !== null) return [(isArray ? `[${key}]` : `.${key}`) + flaw[0], flaw[1]];
	}
	above.pop();
	return null;
}
