/** How alike two fingerprints are, component by component. */

import type { Fingerprint } from "./fingerprint.ts";

/** Parts that are compared. */
export type Component =
	| "browser"
	| "version"
	| "os"
	| "kind"
	| "languages"
	| "timeZone"
	| "screen"
	| "platform"
	| "colorDepth";

/** What one component adds. */
export interface Comparison {
	readonly component: Component;
	/** From 0, different, to 1, the same. */
	readonly similarity: number;
	/** How much it counts beside the others. */
	readonly weight: number;
	/** What it was, and what it is. */
	readonly known: string;
	readonly seen: string;
}

/** How alike two fingerprints are. */
export interface Similarity {
	/** From 0 to 1: the components' weighted mean. */
	readonly score: number;
	/** Those that could be compared. */
	readonly components: readonly Comparison[];
}

/** From here on, a device counts as the same. */
export const sameDevice = 0.8;

/**
 * Browser and operating system count enough for either to bring the score below {@link sameDevice} by itself; all that
 * the page reports (a new screen in another time zone) doesn't, together.
 */
const weights: Readonly<Record<Component, number>> = {
	browser: 0.25,
	os: 0.25,
	kind: 0.15,
	version: 0.05,
	languages: 0.1,
	timeZone: 0.08,
	screen: 0.05,
	platform: 0.04,
	colorDepth: 0.03,
};

/**
 * Compares what is known of a device with what is seen now. Updates of the browser, another order of languages, a screen
 * plugged in or a journey keep the score from {@link sameDevice} up; another browser or operating system doesn't.
 *
 * A component is left out when it wasn't known, and those that a page reports also when they aren't seen: scripts may not
 * have run yet. A browser, an operating system or languages that were known and aren't seen any more count as different.
 * With nothing to compare, the score is 1: nothing speaks against it.
 */
export function similarity(known: Fingerprint, seen: Fingerprint): Similarity {
	const components: Comparison[] = [];
	const compare = (component: Component, similarity: number): void => {
		components.push({
			component,
			similarity,
			weight: weights[component],
			known: String(known[component]),
			seen: String(seen[component]),
		});
	};
	const alike = (component: Component): number => Number(known[component] === seen[component]);

	const sameBrowser = known.browser === seen.browser && (seen.brand ?? known.brand) === (known.brand ?? seen.brand);
	if (known.browser !== null) compare("browser", Number(sameBrowser));
	if (known.os !== null) compare("os", alike("os"));
	if (known.kind !== null) compare("kind", alike("kind"));
	if (sameBrowser && known.version !== null && seen.version !== null)
		compare("version", Number(seen.version >= known.version));
	if (known.languages.length > 0) compare("languages", overlap(known.languages, seen.languages));
	for (const component of ["timeZone", "screen", "platform", "colorDepth"] as const)
		if (known[component] !== null && seen[component] !== null) compare(component, alike(component));

	const total = components.reduce((sum, { weight }) => sum + weight, 0);
	const score = components.reduce((sum, { weight, similarity }) => sum + weight * similarity, 0);
	return { score: total === 0 ? 1 : score / total, components };
}

/** The share of languages that both have. */
function overlap(known: readonly string[], seen: readonly string[]): number {
	const common = known.filter((language) => seen.includes(language)).length;
	return common / (known.length + seen.length - common);
}
