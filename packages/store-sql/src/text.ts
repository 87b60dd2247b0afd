/**
 * Text that every database keeps as it is. Not all take a NUL or half a surrogate pair, some drop a byte order mark at the
 * beginning, and some quietly change what they don't take, so that two different users could become one.
 */

// A backslash marks what was escaped. Neither JSON nor an id begins with one, so hardly anything ever is.
const needsEscape = /^[\\\ufeff]|\0|\p{Surrogate}/u;

export function encodeText(text: string): string {
	return needsEscape.test(text) ? `\\${JSON.stringify(text)}` : text;
}

export function decodeText(text: string): string {
	return text.startsWith("\\") ? JSON.parse(text.slice(1)) : text;
}
