/** Where and with what somebody was seen. */

import type { AuditEvent } from "./event.ts";

/** An address or a device, and when it was seen. Times are milliseconds since the epoch. */
export interface Seen {
	readonly name: string;
	readonly events: number;
	readonly firstAt: number;
	readonly lastAt: number;
}

/** The addresses or devices of events, the one that was seen last first. */
export function seenIn(events: readonly AuditEvent[], part: "ip" | "device"): readonly Seen[] {
	const seen = new Map<string, Seen>();
	for (const event of events) {
		const { [part]: name, at } = event;
		if (name === null) continue;
		const { events: count, firstAt, lastAt } = seen.get(name) ?? { events: 0, firstAt: at, lastAt: at };
		seen.set(name, { name, events: count + 1, firstAt: Math.min(firstAt, at), lastAt: Math.max(lastAt, at) });
	}
	return [...seen.values()].sort((one, other) => other.lastAt - one.lastAt);
}

/** How often each text comes. */
export function tally(texts: Iterable<string>): Readonly<Record<string, number>> {
	const counts = new Map<string, number>();
	for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
	return Object.fromEntries(counts);
}
