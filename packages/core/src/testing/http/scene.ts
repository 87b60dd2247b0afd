/** What a case of the HTTP contract works with: a server that listens, its clock, its store, its visitors. */

import type { SessionEvent } from "../../events.ts";
import { memoryStore } from "../../memory-store.ts";
import type { SessionOptions } from "../../options.ts";
import type { ProtectionOptions } from "../../protection.ts";
import { createSealedCookie } from "../../sealed-cookie.ts";
import { createSessions, type Sessions } from "../../sessions.ts";
import type { CompleteStore, SessionScan, SessionStore, UserIndex } from "../../store.ts";
import { type ContractApp, type ContractData, contractRoutes } from "./app.ts";
import { type HttpClient, Visitor } from "./visitor.ts";

/** What a store must be able to do. No case sweeps: a backend may expire records by itself. */
type ContractStore = SessionStore & UserIndex & SessionScan;

/** What the runner of the contract supplies. */
export interface HttpContractOptions {
	/** Serves the application under the adapter on a free loopback port. */
	start(app: ContractApp): Promise<{ readonly url: string; close(): Promise<void> }>;
	readonly client: HttpClient;
	/** Opens an empty store. Default: {@link memoryStore}. `dump` gives all that the backend holds, as text. */
	readonly store?: (
		now: () => number,
	) => Promise<{ readonly store: ContractStore; dump(): Promise<string>; close(): Promise<void> }>;
}

/** What of `createSessions`' options a case may want otherwise. */
export type CaseOptions = Partial<Omit<SessionOptions<ContractData, CompleteStore>, "store" | "now">>;

/** How the store is. */
export type StoreHealth = "well" | "failing" | "hanging";

/** A case: a name that begins with the requirement's id, and what must hold. */
export interface HttpCase {
	readonly name: string;
	readonly options?: CaseOptions;
	readonly protection?: ProtectionOptions;
	run(scene: Scene): Promise<void>;
}

export interface Scene {
	readonly url: string;
	readonly sessions: Sessions<ContractData>;
	readonly events: readonly SessionEvent[];
	/** The first event of the type, which may be yet to come. */
	told<Type extends SessionEvent["type"]>(type: Type): Promise<Extract<SessionEvent, { type: Type }>>;
	/** Moves the clock, in milliseconds. */
	advance(milliseconds: number): void;
	/** Someone new, with that browser. */
	visitor(userAgent?: string): Visitor;
	/** How often the store was read so far. */
	reads(): number;
	/** From now on every call to the store fails, or never answers, or all is well again. */
	store(is: StoreHealth): void;
	/** All that the store holds, as text. */
	dump(): Promise<string>;
	/** Resolves when a request has arrived at `/wait`. */
	readonly arrived: Promise<void>;
	/** Lets requests at `/wait` and `/live` go on. */
	open(): void;
	readonly client: HttpClient;
}

/** Secrets of the contract's servers; they protect nothing. */
export const contractSecrets = [
	"contract-secret-with-enough-characters-0123456789",
	"older-contract-secret-with-enough-characters-9876543210",
] as const;

/** Sets a scene, plays the case, and clears up. */
export async function play(
	options: HttpContractOptions,
	{ options: caseOptions, protection = {}, run }: HttpCase,
): Promise<void> {
	let now = 1_800_000_000_000;
	const clock = (): number => now;
	const opened = await (options.store ?? openMemory)(clock);
	let reads = 0;
	let health: StoreHealth = "well";
	const store = withFaults(opened.store, (method) => {
		if (method === "read") reads++;
		return health;
	});
	const events: SessionEvent[] = [];
	const listeners = new Set<() => void>();
	const recorder = {
		name: "recorder",
		observe(event: SessionEvent) {
			events.push(event);
			for (const listener of listeners) listener();
		},
	};
	const sessions = createSessions<ContractData>({
		secrets: contractSecrets[0],
		...caseOptions,
		store,
		now: clock,
		plugins: [recorder, ...(caseOptions?.plugins ?? [])],
	});
	const arrival = Promise.withResolvers<void>();
	const opening = Promise.withResolvers<void>();
	const sealed = createSealedCookie({
		name: "__Host-Http-sealed",
		purpose: "contract",
		secrets: contractSecrets[0],
		ttl: "10m",
		now: clock,
	});
	const routes = contractRoutes(sessions, sealed, { arrived: arrival.resolve, opened: opening.promise });
	const server = await options.start({ sessions, routes, protection });
	try {
		await run({
			url: server.url,
			sessions,
			events,
			told: (type) =>
				new Promise((resolve) => {
					const look = () => {
						const event = events.find((one) => one.type === type);
						if (event !== undefined) resolve(event as Extract<SessionEvent, { type: typeof type }>);
					};
					listeners.add(look);
					look();
				}),
			advance: (milliseconds) => {
				now += milliseconds;
			},
			visitor: (userAgent = "contract") => new Visitor(options.client, server.url, { "user-agent": userAgent }),
			reads: () => reads,
			store: (is) => {
				health = is;
			},
			dump: opened.dump,
			arrived: arrival.promise,
			open: opening.resolve,
			client: options.client,
		});
	} finally {
		opening.resolve();
		await server.close();
		await opened.close();
	}
}

async function openMemory(now: () => number): ReturnType<NonNullable<HttpContractOptions["store"]>> {
	const store = memoryStore({ now });
	return { store, dump: async () => JSON.stringify((await store.scan({ limit: 1000 })).items), close: async () => {} };
}

/** The same store, whose calls fail or hang when `ask` says so. */
function withFaults(store: ContractStore, ask: (method: string | symbol) => StoreHealth): CompleteStore {
	return new Proxy(store as CompleteStore, {
		get(target, name) {
			const value: unknown = Reflect.get(target, name);
			if (typeof value !== "function") return value;
			return (...parameters: unknown[]): unknown => {
				const health = ask(name);
				if (health === "failing") return Promise.reject(new Error("connection refused"));
				if (health === "hanging") return new Promise(() => {});
				return value.apply(target, parameters);
			};
		},
	});
}
