/** What one process remembers of a user's logins. Bounded. */

import type { Stop } from "../hijack/journey.ts";

/** A login whose session is open. */
export interface OpenLogin extends Stop {
	readonly sessionId: string;
}

/** Logins and countries that are remembered for each user. */
const maxRemembered = 32;

export class AccountHistory {
	#open: readonly OpenLogin[] = [];
	#countries: readonly string[] = [];
	#devices: readonly { readonly label: string; readonly at: number }[] = [];

	get open(): readonly OpenLogin[] {
		return this.#open;
	}

	opened(login: OpenLogin): void {
		this.closed(login.sessionId);
		this.#open = [...this.#open, login].slice(-maxRemembered);
	}

	closed(sessionId: string): void {
		this.#open = this.#open.filter((login) => login.sessionId !== sessionId);
	}

	/** Whether the user was in other countries so far, and never in this one. */
	isNewCountry(country: string): boolean {
		if (this.#countries.includes(country)) return false;
		this.#countries = [...this.#countries, country].slice(-maxRemembered);
		return this.#countries.length > 1;
	}

	/** The kinds of devices within a time, of which this is one; `null` unless this one made them so many. */
	tooManyDevices(label: string, at: number, { count, within }: { count: number; within: number }): string[] | null {
		const recent = this.#devices.filter((device) => at - device.at < within);
		const isNew = !recent.some((device) => device.label === label);
		this.#devices = [...recent.filter((device) => device.label !== label), { label, at }].slice(-maxRemembered);
		return isNew && this.#devices.length === count ? this.#devices.map((device) => device.label) : null;
	}
}
