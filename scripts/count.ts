/** How many checks passed and failed. */
export interface Count {
	readonly passed: number;
	readonly failed: number;
}

/** A check throws when something is wrong. A figure that it returns as a string is shown. */
export type Check = () => unknown;

/** Runs named checks, all of them, and says how each went. */
export function runChecks(checks: Iterable<readonly [name: string, check: Check]>): Count {
	let passed = 0;
	let failed = 0;
	for (const [name, check] of checks) {
		try {
			const figure = check();
			console.log(`  ✓ ${name}${typeof figure === "string" ? `: ${figure}` : ""}`);
			passed++;
		} catch (error) {
			console.error(`  ✗ ${name}\n${error instanceof Error ? error.message : error}`);
			failed++;
		}
	}
	return { passed, failed };
}
