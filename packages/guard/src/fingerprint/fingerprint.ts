/** A device as a request shows it. */

import type { SessionRequest } from "@sojourn/core";
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

/** The fingerprint of the client that makes a request. Any input is accepted; what has no known form is `null`. */
export function fingerprintOf(request: SessionRequest): Fingerprint {
	const reported = readReport(request);
	return {
		...readUserAgent(request.header("user-agent")),
		...reported,
		brand: readBrand(request.header("sec-ch-ua")),
		platform: readPlatform(request.header("sec-ch-ua-platform")) ?? reported.platform,
		languages: readLanguages(request.header("accept-language")),
	};
}
