/** What a session takes in a store, as `npm run bench:scale -- --json apps/docs/src/data/scale.json` measured it. */

/** The figure in what was measured: `{ "bytesPerSession": { "redis": 970 } }`. `null` where there is none. */
export function bytesPerSession(measured: unknown, store: string): number | null {
	const figures = (measured as { bytesPerSession?: Record<string, unknown> } | null | undefined)?.bytesPerSession;
	const bytes = figures?.[store];
	return typeof bytes === "number" && bytes > 0 ? bytes : null;
}
