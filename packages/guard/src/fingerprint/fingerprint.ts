/** A device as a request shows it. */

import type { SessionRequest } from "@sojourn/core";
import { BoundedMap } from "../bounded-map.ts";
import { readBrand, readPlatform } from "./client-hints.ts";
import { readLanguages } from "./languages.ts";
import { type Reported, readReport } from "./reported.ts";
import { readUserAgent, type UserAgent } from "./user-agent.ts";

/** What tells devices apart. It identifies nobody: thousands of people have the same. `null` is what isn't known. */
export interface Fingerprint extends UserAgent, Reported {
	/** The brand in the client hint `Sec-CH-UA`: `"Brave"`, whose User-Agent says Chrome. */
	readonly brand: string | null;
	/** From the client hint `Sec-CH-UA-Platform`, or else as the page reports it. */
	readonly platform: string | null;
	/** From Accept-Language: in lower case, sorted. */
	readonly languages: readonly string[];
}

/** A request's clues are the same each time, and reading them takes longer than all that is done with them. */
const known = /* @__PURE__ */ new BoundedMap<string, Fingerprint>(1000);

/** The fingerprint of the client that makes a request. Any input is accepted; what has no known form is `null`. */
export function fingerprintOf(request: SessionRequest): Fingerprint {
	const clues = cluesOf(request);
	return known.getOrMake(Object.values(clues).join("\n"), () => read(clues));
}

/** What a fingerprint is read from, nothing of it longer than any client has reason to send. */
interface Clues {
	readonly userAgent: string;
	readonly brands: string;
	readonly platform: string;
	readonly languages: string;
	readonly report: string;
}

function cluesOf(request: SessionRequest): Clues {
	const text = (name: string, max: number) => request.header(name)?.slice(0, max) ?? "";
	return {
		userAgent: text("user-agent", 512),
		brands: text("sec-ch-ua", 512),
		platform: text("sec-ch-ua-platform", 64),
		languages: text("accept-language", 256),
		report: text("device", 300) || (/(?:^|;\s*)device=([^;]{0,300})/.exec(request.header("cookie") ?? "")?.[1] ?? ""),
	};
}

function read({ userAgent, brands, platform, languages, report }: Clues): Fingerprint {
	const reported = readReport(report);
	return {
		...readUserAgent(userAgent),
		...reported,
		brand: readBrand(brands),
		platform: readPlatform(platform) ?? reported.platform,
		languages: readLanguages(languages),
	};
}
