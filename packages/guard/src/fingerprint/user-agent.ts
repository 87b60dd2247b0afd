/** What a User-Agent header says, as far as two of one device agree on it. */

import bowser from "bowser";

/** Half of what a fingerprint is made of. */
export interface UserAgent {
	/** `"Chrome"`, `"Safari"`; for programs the name they give themselves: `"curl"`. */
	readonly browser: string | null;
	/** The major version. */
	readonly version: number | null;
	/** `"Windows"`, `"iPadOS"`; without its version, which browsers no longer tell. */
	readonly os: string | null;
	/** `"desktop"`, `"mobile"`, `"tablet"`, `"tv"`. */
	readonly kind: string | null;
}

const nothing: UserAgent = { browser: null, version: null, os: null, kind: null };

/** Reads a User-Agent header, any text. */
export function readUserAgent(text: string): UserAgent {
	if (text === "") return nothing;
	const { browser, os, platform } = bowser.parse(text);
	const kind = platform.type || null;
	return {
		browser: nameOf(browser.name || /^[\w.-]{1,40}/.exec(text)?.[0]),
		version: Number.parseInt(browser.version ?? "", 10) || null,
		os: nameOf(os.name === "iOS" && kind === "tablet" ? "iPadOS" : os.name),
		kind: nameOf(kind),
	};
}

/** A name that is short enough to be stored. */
function nameOf(text: string | null | undefined): string | null {
	return text?.slice(0, 40) || null;
}
