/** A client described for people, from its User-Agent: enough to recognise one's own devices in a list, no more. */

import { noDevice } from "./record.ts";

/** What a User-Agent says. */
export interface ClientDescription {
	/** `"Chrome on Windows"`, `"curl"`, `"Unknown device"`. */
	readonly label: string;
	/** Whether it is a phone or a tablet. An iPad that asks for desktop pages calls itself a Mac. */
	readonly mobile: boolean;
	/** The header without control characters, at most 512 characters of it; `null` when there is none. */
	readonly userAgent: string | null;
}

type Table = readonly (readonly [pattern: RegExp, name: string])[];

const bot = /(?<!cu)bot\b|crawl|spider/i;

/** A header of one word, or the first product (RFC 9110, 10.1.5) that isn't one of those that most browsers name. */
const product = /^[\w.-]{1,40}$|\b(?!Mozilla|AppleWebKit|Gecko|Version|Mobile|Chrome|Safari)[a-z][\w.-]{0,39}(?=\/)/i;

/** Products by the names that people know. */
const aliases: Table = [
	[/^Edg/, "Edge"],
	[/^OP[RTX]$/, "Opera"],
	[/^CriOS/, "Chrome"],
	[/^FxiOS/, "Firefox"],
	[/^Samsung/, "Samsung Internet"],
];

/** Browsers that are known by nothing else. */
const browsers: Table = [
	[/; wv\)/, "Web view"],
	[/Chrome|Safari/, "$&"],
	[/AppleWebKit/, "Web view"],
];

const platforms: Table = [
	[/Windows|Android/, "$&"],
	[/iPhone/, "iOS"],
	[/iPad|Macintosh.*iOS\//, "iPadOS"],
	[/CrOS/, "ChromeOS"],
	[/Mac OS X/, "macOS"],
	[/Linux|\w+BSD/, "$&"],
];

/** The name of the first pattern that is found; `$&` in it is what was found. */
function lookUp(table: Table, text: string): string | undefined {
	for (const [pattern, name] of table) {
		const found = pattern.exec(text)?.[0];
		if (found !== undefined) return name.replace("$&", found);
	}
}

/**
 * Describes a client by its User-Agent header. Any text is accepted, and none is proof of anything. A program that is no
 * browser goes by its own name: `"curl"`, `"MyApp"`.
 */
export function describeClient(header: string | undefined): ClientDescription {
	const userAgent = (header ?? "").slice(0, 512).replace(/\p{Cc}/gu, "");
	const isBot = bot.test(userAgent);
	const own = product.exec(userAgent.replace(/\(.*?\)|\[.*?\]/g, ""))?.[0] ?? "";
	const name = lookUp(aliases, own) ?? (own || lookUp(browsers, userAgent));
	const platform = isBot ? undefined : lookUp(platforms, userAgent);
	return {
		label: isBot ? "Bot" : platform ? `${name || "Unknown browser"} on ${platform}` : name || noDevice.label,
		mobile: /^(i|Android)/.test(platform ?? ""),
		userAgent: userAgent || null,
	};
}
