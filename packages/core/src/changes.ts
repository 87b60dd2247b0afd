/** Which top-level keys of session data a request changed, and those changes laid over a newer version. */

import { parseData } from "./json.ts";

/** What was changed. */
export interface Changes {
	/** The changed keys with their new values as JSON text; `null`: removed. */
	readonly keys: ReadonlyMap<string, string | null>;
	/** The whole data before and after, as JSON text. */
	readonly before: string;
	readonly after: string;
}

/**
 * What was changed between the stored text and the data now.
 *
 * @param base the data as it was read, from `JSON.stringify`
 * @param data what the handler made of it; must have passed `assertJson`
 * @returns `null` when nothing was changed
 */
export function findChanges(base: string, data: Record<string, unknown>): Changes | null {
	const after = JSON.stringify(data);
	if (after === base) return null;
	const before = parseData(base);
	const keys = new Map<string, string | null>();
	for (const key of new Set([...Object.keys(before), ...Object.keys(data)])) {
		const text = textOf(data[key]);
		if (key !== "__proto__" && text !== textOf(before[key])) keys.set(key, text);
	}
	return keys.size === 0 ? null : { keys, before: base, after };
}

/** The text of newer data with the changes laid over it: keys that weren't changed stay as they are there. */
export function layOver(newer: string, { keys, before, after }: Changes): string {
	if (newer === before) return after;
	const data = parseData(newer);
	for (const [key, text] of keys) {
		if (text === null) delete data[key];
		else data[key] = JSON.parse(text);
	}
	return JSON.stringify(data);
}

/** `null` for what JSON leaves out; what every object inherits is functions, and so among it. */
function textOf(value: unknown): string | null {
	return JSON.stringify(value) ?? null;
}
