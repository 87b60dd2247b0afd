/** An application under the guard, for a framework to serve, and browsers of it at addresses of their own. */

import { request } from "node:http";
import { type CompleteStore, createSessions, memoryStore, type Plugin } from "@sojourn/core";
import type { ContractApp, ContractData } from "@sojourn/core/testing";
import { type Decision, detectHijack, type Place } from "../src/index.ts";
import type { Headers } from "./world.ts";

/** Serves an application on a free loopback port. */
export type Serve = (app: ContractApp) => Promise<{ readonly url: string; close(): Promise<void> }>;

/** Loopback addresses are at places of their own, by their second byte. */
const places: readonly Place[] = [
	{ country: "DE", latitude: 52.5, longitude: 13.4, network: 3320 },
	{ country: "DE", latitude: 52.4, longitude: 13.1, network: 6805 },
	{ country: "CZ", latitude: 50.1, longitude: 14.4, network: 5610 },
];

/** What else an application has. */
export interface Surroundings {
	readonly plugins: readonly Plugin[];
	/** What is put around its store. */
	around(store: CompleteStore): CompleteStore;
	onDecision(decision: Decision): void;
}

const nothingElse: Surroundings = { plugins: [], around: (store) => store, onDecision() {} };

/** Starts the application. */
export async function startApplication(serve: Serve, { plugins, around, onDecision }: Surroundings = nothingElse) {
	let now = Date.UTC(2027, 0, 15, 8);
	const clock = () => now;
	const decisions: Decision[] = [];
	const sessions = createSessions<ContractData>({
		store: around(memoryStore({ now: clock })),
		secrets: "a-secret-of-tests-with-enough-characters-0123456789",
		now: clock,
		plugins: [
			detectHijack({
				now: clock,
				locate: (ip) => places[Number(ip.split(".")[1])] ?? null,
				onDecision(decision) {
					decisions.push(decision);
					onDecision(decision);
				},
			}),
			...plugins,
		],
	});
	const { url, close } = await serve({
		sessions,
		protection: {},
		routes: [
			{
				method: "POST",
				path: "/login",
				async handle({ session, query }) {
					await session.login("ada", { level: Number(query.get("level") ?? 1) });
					return { status: 204 };
				},
			},
			{
				method: "POST",
				path: "/password",
				async handle({ session }) {
					await sessions.endAll(session.userId ?? "", { except: session.id, reason: "password-changed" });
					await session.rotate();
					return { status: 204 };
				},
			},
			{ method: "GET", path: "/me", guard: {}, handle: ({ session }) => ({ body: JSON.stringify(session.info) }) },
			{ method: "GET", path: "/transfer", guard: { level: 2, within: "10m" }, handle: () => ({ body: "sent" }) },
		],
	});
	return {
		sessions,
		decisions,
		close,
		browser: (headers: Headers, ip: string) => new Browser(url, headers, ip),
		advance(milliseconds: number): void {
			now += milliseconds;
		},
	};
}

interface Answer {
	readonly status: number;
	readonly body: string;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A browser at a loopback address. */
export class Browser {
	readonly #url: string;
	headers: Headers;
	ip: string;
	cookie = "";

	constructor(url: string, headers: Headers, ip: string) {
		this.#url = url;
		this.headers = headers;
		this.ip = ip;
	}

	/** Someone elsewhere with a copy of the cookie. */
	thief(headers: Headers, ip: string): Browser {
		return Object.assign(new Browser(this.#url, headers, ip), { cookie: this.cookie });
	}

	send(method: "GET" | "POST", path: string): Promise<Answer> {
		const { promise, resolve, reject } = Promise.withResolvers<Answer>();
		const headers = { ...this.headers, cookie: this.cookie };
		const outgoing = request(this.#url + path, { method, headers, localAddress: this.ip, agent: false }, (response) => {
			const [cookie] = response.headers["set-cookie"] ?? [];
			if (cookie !== undefined) this.cookie = cookie.split(";")[0] ?? "";
			let body = "";
			response.on("data", (piece: Buffer) => {
				body += piece;
			});
			response.on("error", reject);
			response.on("end", () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
		});
		outgoing.on("error", reject).end();
		return promise;
	}
}
