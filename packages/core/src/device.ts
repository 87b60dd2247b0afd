/** A client described for people, from its User-Agent: enough to recognise one's own devices in a list, no more. */

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

const programs: Table = [
	[/(?<!cu)bot\b|crawl|spider|facebookexternalhit/i, "Bot"],
	[/PowerShell|^Postman/, "$&"],
	[/^(node|undici|axios)\b/, "Node.js"],
];

/** The more particular first: nearly every browser also calls itself Chrome or Safari. */
const browsers: Table = [
	[/FBA[NV]/, "Facebook"],
	[/MicroMessenger/, "WeChat"],
	[/GSA\//, "Google app"],
	[/\bEdg(e|A|iOS)?\//, "Edge"],
	[/\bOP(R|T|X|iOS)\/|^Opera/, "Opera"],
	[/SamsungBrowser/, "Samsung Internet"],
	[/\bDdg\//, "DuckDuckGo"],
	[/Instagram|DuckDuckGo|Vivaldi|YaBrowser|UCBrowser|Silk|Electron|HeadlessChrome/, "$&"],
	[/Firefox|FxiOS/, "Firefox"],
	[/; wv\)/, "Web view"],
	[/CriOS|Chrom(e|ium)\//, "Chrome"],
	[/MSIE|Trident/, "Internet Explorer"],
	[/Android.*Version\//, "Android Browser"],
	[/Version\/.*Safari\//, "Safari"],
	[/\(iP.*AppleWebKit\//, "Web view"],
	[/^Dalvik/, "App"],
];

const platforms: Table = [
	[/TV\b|Tizen|Web0S/, "TV"],
	[/Xbox|PlayStation|Nintendo|Windows Phone/, "$&"],
	[/Windows|Android|KAIOS/, "$&"],
	[/iPhone|iPod/, "iOS"],
	[/iPad|Macintosh.*(CriOS|FxiOS|EdgiOS|Mobile)\//, "iPadOS"],
	[/CrOS/, "ChromeOS"],
	[/Mac OS X/, "macOS"],
	[/Linux|\w+BSD/, "$&"],
];

const mobile = /Phone|iOS|iPadOS|KAIOS|Android/;

/** The name of the first pattern that is found; `$&` in it is what was found. */
function lookUp(table: Table, text: string): string | undefined {
	for (const [pattern, name] of table) {
		const found = pattern.exec(text)?.[0];
		if (found !== undefined) return name.replace("$&", found);
	}
}

/**
 * Describes a client by its User-Agent header. Any text is accepted, and none is proof of anything. A program that is no
 * browser goes by its own name, the first product of the header (RFC 9110, 10.1.5): `"curl"`, `"MyApp"`.
 */
export function describeClient(header: string | undefined): ClientDescription {
	const userAgent = (header ?? "").slice(0, 512).replace(/\p{Cc}/gu, "");
	const program = lookUp(programs, userAgent) ?? /^(?!Mozilla|Opera|Dalvik)[\w.-]{1,40}(?=\/)/.exec(userAgent)?.[0];
	const browser = lookUp(browsers, userAgent);
	const platform = lookUp(platforms, userAgent);
	return {
		label: program ?? (platform ? `${browser ?? "Unknown browser"} on ${platform}` : (browser ?? "Unknown device")),
		mobile: !program && mobile.test(platform ?? ""),
		userAgent: userAgent || null,
	};
}
