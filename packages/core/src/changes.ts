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
	for (const key of Object.keys(data)) {
		const text = JSON.stringify(data[key]);
		if (text !== undefined && key !== "__proto__" && text !== own(before, key)) changes.set(key, text);
	}
	for (const key of Object.keys(before)) {
		if (!Object.hasOwn(data, key) || data[key] === undefined) changes.set(key, null);
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

function own(data: Record<string, unknown>, key: string): string | undefined {
	return Object.hasOwn(data, key) ? JSON.stringify(data[key]) : undefined;
}
