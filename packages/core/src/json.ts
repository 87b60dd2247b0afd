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
	const flaw =
		typeof data !== "object" || data === null || Array.isArray(data) ? "must be an object." : findFlaw(data, []);
	if (flaw === null) return;
	const end = flaw.lastIndexOf("\n") + 1;
	throw new InvalidDataError(`data${flaw.slice(0, end).replaceAll("\n", "")}`, flaw.slice(end));
}

/** `null`, or what is wrong, after the path to it: one line a step, so that nothing is built while all is well. */
function findFlaw(value: unknown, above: object[]): string | null {
	switch (typeof value) {
		case "string":
		case "boolean":
			return null;
		case "number":
			return Number.isFinite(value) ? null : `is ${value}, which JSON doesn't have. Store null or a string instead.`;
		case "object":
			break;
		default:
			return `is ${value === undefined ? "undefined" : `a ${typeof value}`}, which JSON doesn't have.`;
	}
	if (value === null || typeof (value as { toJSON?: unknown }).toJSON === "function") return null;
	if (above.includes(value)) return "contains itself. Session data must be a tree.";
	above.push(value);
	if (Array.isArray(value)) {
		for (let index = 0; index < value.length; index++) {
			const flaw = findFlaw(value[index], above);
			if (flaw !== null) return `[${index}]\n${flaw}`;
		}
	} else {
		const prototype = Object.getPrototypeOf(value);
		if (prototype !== Object.prototype && prototype !== null) {
			return `is a ${prototype.constructor?.name ?? "class instance"}. Store plain objects and arrays.`;
		}
		for (const key in value) {
			const inner = (value as Record<string, unknown>)[key];
			const flaw = inner === undefined ? null : findFlaw(inner, above);
			if (flaw !== null) return `.${key}\n${flaw}`;
		}
	}
	above.pop();
	return null;
}
