/** An application and its provider, for tests: real HTTP between them, and nobody waits for a clock. */

import type { Timers } from "@sojourn/core";
import type { OpenIdProvider } from "@sojourn/service-harness";
import { createProvider, type ProviderOptions } from "@sojourn/tokens";

const deadline = 9_876;

/** Timers that make waits between attempts short, and notes how long they would have been. */
export interface TestTimers extends Timers {
	/** In milliseconds. */
	readonly waits: readonly number[];
	/** Lets the attempts under way run into their deadline. */
	expire(): void;
}

export function testTimers(): TestTimers {
	const deadlines = new Set<() => void>();
	const waits: number[] = [];
	return {
		waits,
		expire() {
			for (const run of deadlines) run();
		},
		setTimeout(run, time) {
			if (time === deadline) deadlines.add(run);
			else {
				waits.push(time);
				queueMicrotask(run);
			}
			return run;
		},
		clearTimeout: (run) => void deadlines.delete(run as () => void),
	};
}

/** The provider as the harness's one client sees it. */
export function clientOf(server: OpenIdProvider, options: Partial<ProviderOptions> = {}) {
	const timers = testTimers();
	const provider = createProvider({
		issuer: server.issuer,
		clientId: server.client.client_id,
		clientSecret: server.client.client_secret,
		development: true,
		timeout: deadline,
		timers,
		...options,
	});
	return { provider, timers };
}
