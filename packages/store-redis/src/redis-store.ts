/** The store: core's contract on Redis. */

import {
	ConfigurationError,
	type FreshRead,
	InvalidArgumentError,
	type Invalidations,
	type SessionScan,
	type SessionStore,
	type UserIndex,
} from "@sojourn/core";
import { bounded } from "./bounded.ts";
import { type ConnectedClient, openPort } from "./clients/open-port.ts";
import type { UpstashClient } from "./clients/upstash.ts";
import { create } from "./create.ts";
import { discreet } from "./discreet.ts";
import { isStorableId, Keys, tagOf } from "./keys.ts";
import { lanedPort } from "./laned-port.ts";
import { endScript } from "./lua/end.ts";
import { getScript } from "./lua/get.ts";
import { touchScript } from "./lua/touch.ts";
import { updateScript } from "./lua/update.ts";
import { aroundCalls } from "./port.ts";
import { decodeText, encodeText, encodeTime } from "./record-text.ts";
import { createRun } from "./runner.ts";
import { createScan } from "./scan.ts";
import { createInvalidations } from "./subscription.ts";
import { createUserIndex } from "./user-index.ts";

/** What a {@link redisStore} can be told. */
export interface RedisStoreOptions {
	/** What all keys begin with, and the channel's name. Default `"sojourn:"`. */
	readonly prefix?: string;
	/**
	 * How many replicas must have a write before it counts as made, so that it outlives the master. With fewer, the call
	 * fails after half a second, and others for a second. Default 0: replicas are told, but not waited for.
	 */
	readonly waitForReplicas?: number;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

/** A store on Redis. It cleans up by itself: Redis forgets what is over. */
export type RedisStore = SessionStore & UserIndex & SessionScan & Invalidations;

/** A store on Redis over REST: reads may be behind writes of other regions, and there is nothing to listen to. */
export type RestStore = SessionStore & UserIndex & SessionScan & FreshRead;

/**
 * A store on Redis 6.2 or later, or Valkey. It uses the client that it is handed, and never closes it.
 *
 * @param client of `ioredis` (one server, Sentinel, Cluster) or of `redis` (client, pool, cluster, sentinel), connected
 * @throws ConfigurationError when the options or the client's settings won't do
 */
export function redisStore(client: ConnectedClient, options?: RedisStoreOptions): RedisStore;
/**
 * A store on Redis over REST.
 *
 * @param client of `@upstash/redis`
 * @throws ConfigurationError when the options won't do
 */
export function redisStore(client: UpstashClient, options?: RedisStoreOptions): RestStore;
export function redisStore(
	client: ConnectedClient | UpstashClient,
	options: RedisStoreOptions = {},
): RedisStore | RestStore {
	const { prefix = "sojourn:", waitForReplicas: replicas = 0, now = Date.now } = options;
	const keys = new Keys(prefix);
	const port = aroundCalls(lanedPort(aroundCalls(openPort(client), discreet)), bounded());
	if (!Number.isInteger(replicas) || replicas < 0)
		throw new ConfigurationError([`waitForReplicas must be a whole number from 0, not ${replicas}.`]);
	if (replicas > 0 && port.evaluateAndWait === undefined)
		throw new ConfigurationError(["waitForReplicas needs a connection: over REST, there is no waiting for replicas."]);
	const run = createRun({ port, keys, now, replicas: 0 });
	const runWrite = createRun({ port, keys, now, replicas });

	const store: SessionStore = {
		async read(id) {
			if (!isStorableId(id)) return null;
			const text = await port.get(keys.session(id));
			return text === null ? null : decodeText(text);
		},

		async create(record, limit) {
			if (!isStorableId(record.id))
				throw new InvalidArgumentError("A session's id must have 4 to 128 letters, digits, - and _.");
			return create(runWrite, keys, record, limit);
		},

		async update(record, expectedVersion) {
			const { id } = record;
			if (!isStorableId(id)) return false;
			const args = [id, encodeText(record), `${expectedVersion}`];
			return Number(await runWrite(updateScript, tagOf(id), [keys.session(id)], args)) === 1;
		},

		async touch(id, lastSeenAt) {
			if (!isStorableId(id)) return;
			await runWrite(touchScript, tagOf(id), [keys.session(id)], [id, encodeTime(lastSeenAt)]);
		},

		async end(id, end) {
			if (!isStorableId(id)) return false;
			const args = [id, JSON.stringify(end), `${end.at}`];
			return Number(await runWrite(endScript, tagOf(id), [keys.session(id)], args)) === 1;
		},
	};

	return {
		...store,
		...createUserIndex(run, runWrite, keys),
		...createScan(port, keys, now),
		...(port.listen && createInvalidations(port.listen, keys.channel)),
		...(port.mayBeBehind && {
			async readFresh(id: string) {
				if (!isStorableId(id)) return null;
				const text = await run(getScript, tagOf(id), [keys.session(id)], []);
				return text === null ? null : decodeText(String(text));
			},
		}),
	} as RedisStore | RestStore;
}
