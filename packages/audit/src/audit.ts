/** The plugin: makes an entry of every event and hands it to the sinks. */

import { randomBytes } from "node:crypto";
import {
	ConfigurationError,
	type Duration,
	InvalidArgumentError,
	milliseconds,
	type Plugin,
	platformTimers,
	type SessionEvent,
	type Timers,
} from "@sojourn/core";
import { Delivery, type DeliveryStats } from "./delivery.ts";
import type { AuditEvent, AuditType, NewAuditEvent } from "./event.ts";
import { fromSession } from "./from-session.ts";
import type { AuditSink } from "./sink.ts";

export interface AuditOptions {
	/** Where events go. Each has a queue of its own: one that fails holds up no other. */
	readonly sinks: readonly AuditSink[];
	/** Core's events that aren't recorded: `["session.updated"]`. Default: none. */
	readonly except?: readonly SessionEvent["type"][];
	/** How many events a sink gets at once, at most. Default 200. */
	readonly batch?: number;
	/** How long an event may wait for others to come along. Default 100 milliseconds. */
	readonly every?: Duration;
	/** How many events may wait for a sink that fails or is slow. Default 10,000. */
	readonly queue?: number;
	/**
	 * What is dropped when the queue is full. `"newest"`, the default, keeps how an incident began: nobody can wash it out
	 * by making more events. `"oldest"` keeps how things stand. Either is counted, and told as `audit.dropped` in the trail.
	 */
	readonly drop?: "oldest" | "newest";
	/** Is told when a sink fails. Default: a warning when it begins to. The trail is never told of the error's text. */
	readonly onError?: (error: unknown, stats: DeliveryStats) => void;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
	/** Default: the platform's, which don't keep the process alive. */
	readonly timers?: Timers;
}

/** A plugin for `createSessions({ plugins })` that keeps what it is told. */
export interface Audit extends Plugin, AsyncDisposable {
	/**
	 * Records an event of another power, or of the application: `{ type: "login.failed", userId, ip, details: { … } }`.
	 *
	 * @throws InvalidArgumentError when details aren't JSON, or a type or session id isn't of letters, digits, `.`, `_`, `-`
	 */
	record<Type extends AuditType>(event: NewAuditEvent<Type>): void;
	/** Resolves when the sinks have all that came before. While a sink fails, it doesn't. */
	flush(): Promise<void>;
	/** Takes no more events, writes what waits, and gives up what isn't written in time: 5 seconds when left out. */
	close(options?: { readonly within?: Duration }): Promise<void>;
	/** What has become of the events, sink by sink. */
	stats(): readonly DeliveryStats[];
}

/**
 * Records what happens to sessions. Nothing of it is waited for by a request, and no failure of a sink reaches one.
 *
 * @throws ConfigurationError naming everything that is wrong with the options
 */
export function audit(options: AuditOptions): Audit {
	const { sinks, except = [], batch = 200, queue = 10_000, drop = "newest", now = Date.now } = options;
	const every = milliseconds(options.every ?? 100);
	const problems = Object.entries({ batch, queue })
		.filter(([, value]) => !(Number.isInteger(value) && value > 0))
		.map(([name, value]) => `${name} is ${value}: give a whole number from 1.`);
	if (sinks.length === 0) problems.push("sinks is empty: give at least one, such as memoryTrail().");
	if (drop !== "oldest" && drop !== "newest") problems.push(`drop is ${JSON.stringify(drop)}: "oldest" or "newest".`);
	if (problems.length > 0) throw new ConfigurationError(problems);

	const nextId = createIds();
	const entry = (event: NewAuditEvent): AuditEvent => {
		const { type, at = now(), sessionId = null, userId = null, ip = null, device = null, details } = event;
		return { v: 1, id: nextId(), at, type, sessionId, userId, ip, device, details } as AuditEvent;
	};
	const { onError: failed = warnOnce(), timers = platformTimers } = options;
	const missing = (events: number) => entry({ type: "audit.dropped", details: { events } });
	const deliveries = sinks.map((sink) => new Delivery(sink, { batch, every, queue, drop, timers, failed, missing }));
	const ignored = new Set<string>(except);

	function add(event: NewAuditEvent): void {
		const added = entry(event);
		for (const delivery of deliveries) delivery.add(added);
	}

	async function close({ within = "5s" }: { readonly within?: Duration } = {}): Promise<void> {
		await Promise.all(deliveries.map((delivery) => delivery.close(milliseconds(within))));
	}

	return {
		name: "audit",
		observe(event) {
			if (!ignored.has(event.type)) add(fromSession(event));
		},
		record: (event) => add(checked(event)),
		async flush() {
			await Promise.all(deliveries.map((delivery) => delivery.flush()));
		},
		close,
		stats: () => deliveries.map(({ stats }) => stats),
		[Symbol.asyncDispose]: () => close(),
	};
}

/** Ids that are unique among all processes, and cost nothing. */
function createIds(): () => string {
	const prefix = randomBytes(12).toString("base64url");
	let count = 0;
	return () => `${prefix}.${(++count).toString(36)}`;
}

/** Stored as they are, and searched by. */
const name = /^[\w.-]{1,200}$/;

/** The event as it will be stored, independent of what the caller does with its parts. */
function checked(event: NewAuditEvent): NewAuditEvent {
	const { type, sessionId = null } = event;
	for (const value of [type, sessionId]) {
		if (value !== null && !name.test(value)) {
			throw new InvalidArgumentError(`${JSON.stringify(value)}: give letters, digits, ".", "_" and "-" only.`);
		}
	}
	try {
		return { ...event, details: JSON.parse(JSON.stringify(event.details)) } as NewAuditEvent;
	} catch (cause) {
		throw new InvalidArgumentError(`The details of ${type} aren't JSON: give plain values only.`, { cause });
	}
}

/** Warns when a sink begins to fail, and not again until it has worked in between. */
function warnOnce(): NonNullable<AuditOptions["onError"]> {
	const writtenAtWarning = new Map<string, number>();
	return (error, { sink, written, waiting }) => {
		if (writtenAtWarning.get(sink) === written) return;
		writtenAtWarning.set(sink, written);
		const why = error instanceof Error ? error.message : String(error);
		process.emitWarning(`The audit's sink ${sink} fails (${why}). ${waiting} events wait; it is tried again.`);
	};
}
