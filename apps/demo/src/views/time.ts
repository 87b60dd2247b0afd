/** Points in time for people and for programs. */

import { type Html, html } from "./html.ts";

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

const units = [
	["day", 86_400_000],
	["hour", 3_600_000],
	["minute", 60_000],
	["second", 1000],
] as const;

/** A time as seen from another: "3 minutes ago", "in 8 hours". */
export function relativeTime(at: number, now: number): Html {
	const span = at - now;
	const [unit, length] = units.find(([, milliseconds]) => Math.abs(span) >= milliseconds) ?? [];
	return time(at, unit === undefined ? "just now" : relative.format(Math.trunc(span / length), unit));
}

/** A date and a time of day, in UTC; a script shows them in the reader's zone. */
export function absoluteTime(at: number): Html {
	return html`<time datetime="${iso(at)}" data-local>${absolute.format(at)} UTC</time>`;
}

/** ISO 8601, in UTC. */
export function iso(at: number): string {
	return new Date(at).toISOString();
}

function time(at: number, text: string): Html {
	return html`<time datetime="${iso(at)}" title="${absolute.format(at)} UTC">${text}</time>`;
}
