/** What one process remembers of sessions and users between requests. All of it is bounded, and may be lost: then signals that need it say nothing. */

import type { SessionEvent } from "@sojourn/core";
import { BoundedMap } from "../bounded-map.ts";
import type { Stop } from "./journey.ts";

const minute = 60_000;
const hour = 3_600_000;

/** Networks that are remembered for each session. */
const maxNetworks = 8;

interface SessionMemory {
	last: Stop | null;
	/** From which its user logged in, the newest last. */
	networks: readonly string[];
	minute: number;
	requests: number;
}

interface UserMemory {
	reusedAt: number | null;
	readonly hours: number[];
	hour: number;
}

export class ClientMemory {
	readonly #sessions: BoundedMap<string, SessionMemory>;
	readonly #users: BoundedMap<string, UserMemory>;

	/** @param max how many sessions, and as many users */
	constructor(max: number) {
		this.#sessions = new BoundedMap(max);
		this.#users = new BoundedMap(max);
	}

	session(id: string): SessionMemory {
		return this.#sessions.getOrMake(id, () => ({ last: null, networks: [], minute: 0, requests: 0 }));
	}

	user(id: string): UserMemory {
		return this.#users.getOrMake(id, () => ({ reusedAt: null, hours: Array(24).fill(0), hour: 0 }));
	}

	/** Counts a request, and says how many there were in this minute. */
	count(sessionId: string, now: number): number {
		const session = this.session(sessionId);
		const current = Math.floor(now / minute);
		session.requests = session.minute === current ? session.requests + 1 : 1;
		session.minute = current;
		return session.requests;
	}

	/** Nothing was asked of the request: its client's place and hour are what later ones are compared with. */
	trust(sessionId: string, userId: string, last: Stop): void {
		this.session(sessionId).last = last;
		const user = this.user(userId);
		const current = Math.floor(last.at / hour);
		if (user.hour === current) return;
		user.hour = current;
		const index = current % 24;
		user.hours[index] = (user.hours[index] ?? 0) + 1;
	}

	/** A login proves the network that it comes from, and what follows is compared with its place. */
	proved(sessionId: string, network: string | null, last: Stop): void {
		const session = this.session(sessionId);
		session.last = last;
		if (network !== null && !session.networks.includes(network))
			session.networks = [...session.networks, network].slice(-maxNetworks);
	}

	ended({ sessionId, userId, at, end }: Extract<SessionEvent, { type: "session.ended" }>): void {
		if (sessionId !== null) this.#sessions.delete(sessionId);
		if (userId !== null && end.reason === "token-reuse") this.user(userId).reusedAt = at;
	}
}
