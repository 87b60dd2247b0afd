/**
 * Values as backends keep them: JSON, because databases mind some characters (NUL, halves of surrogates) and overlook
 * others (spaces at the end), behind a character that keeps clients from parsing it unasked.
 */

export function toStored(value: string): string {
	return `=${JSON.stringify(value)}`;
}

export function fromStored(stored: string): string {
	return JSON.parse(stored.slice(1));
}
