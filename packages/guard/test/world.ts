/** Sessions in memory under a clock that tests move, and clients of them: core without a server. */

import {
	createSessions,
	type Duration,
	memoryStore,
	type Plugin,
	type Session,
	type SessionEvent,
	type Sessions,
} from "@sojourn/core";
import type { Place } from "../src/index.ts";
import { requestOf } from "./request.ts";

/** Where the tests' addresses are, by their first two bytes. */
const places: Readonly<Record<string, Place>> = {
	"10.1": { country: "DE", latitude: 52.5, longitude: 13.4, network: 3320 },
	"10.2": { country: "DE", latitude: 52.4, longitude: 13.1, network: 3320 },
	"10.3": { country: "DE", latitude: 48.1, longitude: 11.6, network: 6805 },
	"10.4": { country: "FR", latitude: 48.9, longitude: 2.4, network: 3215 },
	"10.5": { country: "US", latitude: 40.7, longitude: -74, network: 7922 },
	"10.6": { country: "JP", latitude: 35.7, longitude: 139.7, network: 2516 },
	"10.7": { country: "US", latitude: 37.8, longitude: -122.4, network: 7018 },
	"10.9": { country: "DE", latitude: 52.5, longitude: 13.5, network: 6805 },
	"10.8": { country: "BR", latitude: -23.5, longitude: -46.6, network: 26599 },
};

/** A geo database of {@link places}. */
export function locate(ip: string): Place | null {
	return places[/^\d+\.\d+/.exec(ip)?.[0] ?? ""] ?? null;
}

export const berlin = "10.1.0.1";
export const potsdam = "10.2.0.1";
export const munich = "10.3.0.1";
export const paris = "10.4.0.1";
/** In Berlin, of another provider. */
export const office = "10.9.7.20";
export const newYork = "10.5.0.1";
export const tokyo = "10.6.0.1";

export type Headers = Readonly<Record<string, string>>;

/** A server's sessions, and its clock. */
export class World {
	now = Date.UTC(2027, 0, 15, 8);
	readonly events: SessionEvent[] = [];
	readonly sessions: Sessions;

	/** @param limits how long sessions live, where that isn't the default */
	constructor(
		plugin: (now: () => number) => Plugin,
		limits: { idleTimeout?: Duration; absoluteTimeout?: Duration } = {},
	) {
		const clock = () => this.now;
		const recorder: Plugin = { name: "recorder", observe: (event) => void this.events.push(event) };
		this.sessions = createSessions({
			store: memoryStore({ now: clock }),
			secrets: "a-secret-of-tests-with-enough-characters-0123456789",
			now: clock,
			plugins: [plugin(clock), recorder],
			...limits,
		});
	}

	advance(milliseconds: number): void {
		this.now += milliseconds;
	}
}

/** What became of a request. */
export type Outcome = "none" | "ok" | "step-up" | "ended";

/** A browser: its headers, where it is, and the session's cookie. */
export class Client {
	readonly world: World;
	headers: Headers;
	ip: string;
	cookie = "";

	constructor(world: World, headers: Headers, ip: string) {
		this.world = world;
		this.headers = headers;
		this.ip = ip;
	}

	/** Logs in. */
	async login(userId = "ada"): Promise<void> {
		const session = await this.#load();
		await session.login(userId);
		await this.#commit(session);
	}

	/** Asks for a guarded page. */
	async get(): Promise<Outcome> {
		const session = await this.#load();
		await this.#commit(session);
		if (session.ended !== null && session.ended.state === "destroyed") return "ended";
		if (session.userId === null) return "none";
		return session.stepUp === null ? "ok" : "step-up";
	}

	/** Someone elsewhere with a copy of the cookie. */
	thief(headers: Headers, ip: string): Client {
		return Object.assign(new Client(this.world, headers, ip), { cookie: this.cookie });
	}

	#load(): Promise<Session> {
		return this.world.sessions.load(requestOf({ ...this.headers, cookie: this.cookie }, this.ip));
	}

	async #commit(session: Session): Promise<void> {
		for (const { name, value } of (await this.world.sessions.commit(session)).cookies) this.cookie = `${name}=${value}`;
	}
}
