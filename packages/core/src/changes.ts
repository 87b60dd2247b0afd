/** Which top-level keys of session data a request changed, and those changes laid over a newer version. */

import { parseData } from "./json.ts";

/** Changed keys with their new values as JSON text; `null`: removed. */
export type Changes = ReadonlyMap<string, string | null>;

/**
 * What was changed between the stored text and the data now.
 *
 * @param base the data as it was read, from `JSON.stringify`
 * @param data what the handler made of it; must have passed `assertJson`
 * @returns `null` when nothing was changed
 */
export function findChanges(base: string, data: Record<string, unknown>): Changes | null {
	if (JSON.stringify(data) === base) return null;
	const before = parseData(base);
	const changes = new Map<string, string | null>();
	for (const key of new Set([...Object.keys(before), ...Object.keys(data)])) {
		const text = textOf(data[key]);
		if (key !== "__proto__" && text !== textOf(before[key])) changes.set(key, text);
	}
	return changes.size === 0 ? null : changes;
}

/** The text of newer data with the changes laid over it: keys that weren't changed stay as they are there. */
export function layOver(newer: string, changes: Changes): string {
	const data = parseData(newer);
	for (const [key, text] of changes) {
		if (text === null) delete data[key];
		else data[key] = JSON.parse(text);
	}
	return JSON.stringify(data);
}

/** `null` for what JSON leaves out; what every object inherits is functions, and so among it. */
function textOf(value: unknown): string | null {
	return JSON.stringify(value) ?? null;
}
