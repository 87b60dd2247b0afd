/** What is kept of a client, as a plugin's text in the session: its fingerprint and its place. */

import type { Fingerprint } from "../fingerprint/fingerprint.ts";
import type { Place } from "./place.ts";

export interface Snapshot {
	readonly fingerprint: Fingerprint;
	readonly place: Place | null;
}

/** Counts changes of the form. A text of another form says nothing. */
const form = 1;

export function encodeSnapshot({ fingerprint, place }: Snapshot): string {
	return JSON.stringify([form, fingerprint, place && coarse(place)]);
}

/** The snapshot in a session; `null` when there is none, or none of this form. */
export function decodeSnapshot(text: string | undefined): Snapshot | null {
	try {
		const [found, fingerprint, place] = JSON.parse(text ?? "[]");
		return found === form && Array.isArray(fingerprint?.languages) ? { fingerprint, place } : null;
	} catch {
		return null;
	}
}

/** A tenth of a degree, some ten kilometres, is enough to compare, and says less of a person. */
function coarse({ latitude, longitude, ...place }: Place): Place {
	const round = (degrees: number | undefined) => degrees && Math.round(degrees * 10) / 10;
	return { ...place, latitude: round(latitude), longitude: round(longitude) };
}
