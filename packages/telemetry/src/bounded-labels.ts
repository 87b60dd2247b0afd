/** Reasons are words that plugins and applications choose. Whoever makes them of what clients send would fill memory. */

import type { Labels } from "./figures.ts";

/** How many values a label may take. */
const most = 100;

/** Gives labels whose values are bounded in number: what comes after the first hundred is `"other"`. */
export function createLabelBounds(): (labels: Labels) => Labels {
	const known = new Map<string, Set<string>>();
	const bounded = (label: string, value: string): string => {
		const values = known.get(label) ?? new Set();
		known.set(label, values);
		if (!values.has(value) && values.size >= most) return "other";
		values.add(value);
		return value;
	};
	return (labels) => Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, bounded(label, value)]));
}
