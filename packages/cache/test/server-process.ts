/** A server in a process of its own, with the cache in front of a real store: `node server-process.ts SETTINGS`. */

import type { Duration, Invalidations, SessionRecord, SessionStore } from "@sojourn/core";
import { redisStore } from "@sojourn/store-redis";
import { postgresStore } from "@sojourn/store-sql";
import { Redis } from "ioredis";
import { Pool } from "pg";
import { startApplication } from "../../store-redis/test/application.ts";
import { cached } from "../src/index.ts";

/** What a server is told, as JSON. */
export interface ServerSettings {
	readonly backend: "Redis" | "PostgreSQL";
	/** The backend's address, and that by which it tells what changes. */
	readonly url: string;
	readonly channelUrl: string;
	readonly staleFor: Duration;
}

const { backend, url, channelUrl, staleFor }: ServerSettings = JSON.parse(process.argv[2] ?? "");

function openStores(): { readonly store: SessionStore; readonly invalidation: Invalidations } {
	if (backend === "Redis") {
		const connect = (to: string) => redisStore(new Redis(to).on("error", () => {}));
		return { store: connect(url), invalidation: connect(channelUrl) };
	}
	const connect = (to: string) => new Pool({ connectionString: to }).on("error", () => {});
	const store = postgresStore(connect(url), { notifications: connect(channelUrl) });
	return { store, invalidation: store };
}

const { store, invalidation } = openStores();
let reads = 0;
const counting: SessionStore = {
	...store,
	read(id): Promise<SessionRecord | null> {
		reads++;
		return store.read(id);
	},
};
const application = await startApplication(cached(counting, { invalidation, staleFor }));
process.on("message", () => process.send?.(reads));
process.send?.(application.url);
