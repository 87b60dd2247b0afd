/** Who wants the same at the same time waits for the same. */

/** A flight, and whether it was under way before this caller came. */
export interface Boarded<Result> {
	readonly flight: Promise<Result>;
	readonly joined: boolean;
}

export interface Flights<Result> {
	/**
	 * Joins the flight under that key, or starts one.
	 *
	 * @param line flights of one line leave one after another
	 */
	board(key: string, line: string, fly: () => Promise<Result>): Boarded<Result>;
}

export function createFlights<Result>(): Flights<Result> {
	const flights = new Map<string, Promise<Result>>();
	const lines = new Map<string, Promise<unknown>>();

	return {
		board(key, line, fly) {
			const underWay = flights.get(key);
			if (underWay !== undefined) return { flight: underWay, joined: true };
			const flight = (lines.get(line) ?? Promise.resolve()).then(fly);
			const landed = flight.then(
				() => land(),
				() => land(),
			);
			function land(): void {
				flights.delete(key);
				if (lines.get(line) === landed) lines.delete(line);
			}
			flights.set(key, flight);
			lines.set(line, landed);
			return { flight, joined: false };
		},
	};
}
