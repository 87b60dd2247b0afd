/** Where an address is, as far as a geo database can tell. */

/** What a lookup may know. Every part is optional: signals that need what isn't there say nothing. */
export interface Place {
	/** ISO 3166-1: `"DE"`. */
	readonly country?: string | undefined;
	/** In degrees. */
	readonly latitude?: number | undefined;
	readonly longitude?: number | undefined;
	/** By how much the coordinates may be off, in kilometres. Default 50. */
	readonly accuracy?: number | undefined;
	/** Who runs the network: its autonomous system's number, or any name. */
	readonly network?: string | number | undefined;
}

/** Looks an address up in memory: it is asked once a request, and must not wait for anything. */
export type Locate = (ip: string) => Place | null;

/** The lookup, for which what it throws is unknown, and so is every place when there is none. */
export function quietly(locate: Locate | undefined): Locate {
	return (ip) => {
		try {
			return locate?.(ip) ?? null;
		} catch {
			return null;
		}
	};
}

const earthRadius = 6371;

/** Kilometres between two places at the least, their accuracy considered; `null` when it isn't known where they are. */
export function distance(one: Place | null, other: Place | null): number | null {
	const [from, to] = [coordinates(one), coordinates(other)];
	if (from === null || to === null) return null;
	const half = (angle: number) => Math.sin(angle / 2) ** 2;
	const [latitude, longitude] = [to.latitude - from.latitude, to.longitude - from.longitude];
	const haversine = half(latitude) + Math.cos(from.latitude) * Math.cos(to.latitude) * half(longitude);
	const between = 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(haversine)));
	return Math.max(0, between - from.accuracy - to.accuracy);
}

function coordinates(place: Place | null): { latitude: number; longitude: number; accuracy: number } | null {
	const { latitude, longitude, accuracy = 50 } = place ?? {};
	if (latitude === undefined || longitude === undefined) return null;
	return { latitude: (latitude * Math.PI) / 180, longitude: (longitude * Math.PI) / 180, accuracy };
}
