/** What a browser keeps of this site's cookies. */

import type { SetCookie } from "@sojourn/core";

export interface Jar {
	/** The `Cookie` header of the next request. */
	readonly header: string;
	/** Keeps what a response sets, and drops what it expires. */
	take(cookies: readonly SetCookie[]): void;
}

export function createJar(): Jar {
	const kept = new Map<string, string>();
	return {
		get header() {
			return [...kept].map(([name, value]) => `${name}=${value}`).join("; ");
		},
		take(cookies) {
			for (const { name, value, maxAge } of cookies) {
				if (maxAge === 0) kept.delete(name);
				else kept.set(name, value);
			}
		},
	};
}
