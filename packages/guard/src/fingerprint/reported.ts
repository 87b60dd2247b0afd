/** What the page reports of its device, in the cookie or the header `device`: hostile until every field has been looked at. */

/** The other half of what a fingerprint is made of. */
export interface Reported {
	/** IANA name: `"Europe/Berlin"`. */
	readonly timeZone: string | null;
	/** Longer side first, as devices are turned: `"1920x1080"`. */
	readonly screen: string | null;
	/** Bits for each pixel. */
	readonly colorDepth: number | null;
	/** `navigator.platform`: `"Win32"`. */
	readonly platform: string | null;
}

/** Reads a report. What isn't of the right form is left out. */
export function readReport(text: string): Reported {
	const fields = new URLSearchParams(text);
	return {
		timeZone: match(fields.get("tz"), /^(?=.{1,40}$)[A-Za-z][\w+-]*(\/[\w+-]+){0,2}$/),
		screen: readScreen(fields.get("screen")),
		colorDepth: Number(match(fields.get("depth"), /^[1-9]\d?$/)) || null,
		platform: match(fields.get("platform"), /^[\w .()/-]{1,32}$/),
	};
}

function readScreen(text: string | null): string | null {
	const [, ...sides] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(text ?? "") ?? [];
	const [longer, shorter] = sides.map(Number).sort((a, b) => b - a);
	return longer === undefined ? null : `${longer}x${shorter}`;
}

function match(text: string | null, form: RegExp): string | null {
	return text !== null && form.test(text) ? text : null;
}
