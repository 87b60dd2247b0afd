/** What a request behind the cache costs: commands and queries that travel, by an Express server on real stores. */

import { startPostgres, startRedis } from "@sojourn/service-harness";
import { redisStore } from "@sojourn/store-redis";
import { migrate, postgresStore } from "@sojourn/store-sql";
import { Redis } from "ioredis";
import { Pool } from "pg";
import { afterEach, describe, expect, test, vi } from "vitest";
import { startApplication } from "../../store-redis/test/application.ts";
import { watchCommands } from "../../store-redis/test/command-watch.ts";
import { countingPool } from "../../store-sql/test/counting-pool.ts";
import { cached } from "../src/index.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0).reverse()) await close();
});

const options = { touchEvery: "1m" } as const;

interface Measured {
	readonly application: Awaited<ReturnType<typeof startApplication>>;
	/** What was asked of the backend meanwhile, but for whether the channel's connection is still there. */
	asked(act: () => Promise<unknown>): Promise<readonly string[]>;
	/** What a conditional write is. */
	readonly write: string;
}

async function onRedis(): Promise<Measured> {
	const service = await startRedis({ own: true });
	const redis = new Redis(service.url);
	const commands = await watchCommands(service.url);
	const store = redisStore(redis);
	const cache = cached(store, { invalidation: store, staleFor: "1h" });
	const application = await startApplication(cache, options);
	closing.push(
		() => service.stop(),
		() => redis.disconnect(),
		() => commands.close(),
		() => cache.close(),
		() => application.close(),
	);
	return {
		application,
		asked: async (act) => (await commands.during(act)).filter((name) => name !== "ping"),
		write: "evalsha",
	};
}

async function onPostgres(): Promise<Measured> {
	const { url } = await startPostgres();
	const pool = new Pool({ connectionString: url }).on("error", () => {});
	const sent: string[] = [];
	const store = postgresStore(countingPool(pool, sent), {
		table: `round_trips_${process.pid}`,
		notifications: pool,
	});
	await migrate(store);
	const cache = cached(store, { invalidation: store, staleFor: "1h" });
	const application = await startApplication(cache, options);
	closing.push(
		() => pool.end(),
		() => cache.close(),
		() => application.close(),
	);
	return {
		application,
		async asked(act) {
			sent.length = 0;
			await act();
			return [...sent];
		},
		write: "with",
	};
}

describe.each([
	["Redis", onRedis],
	["PostgreSQL", onPostgres],
])("behind the cache, on %s", (_name, open) => {
	test("requests that only read cost nothing, a changed key one conditional write", async () => {
		const { application, asked, write } = await open();
		const browser = application.browser();
		await browser.post("/login");
		await browser.post("/set?value=1"); // the backend has seen the scripts and statements

		/** Ten in a row, as soon as the channel is open and has told of this process's own writes. */
		const readingCostsNothing = () =>
			vi.waitUntil(
				async () => {
					const tenReads = async () => {
						for (let turn = 0; turn < 10; turn++) expect((await browser.get("/read")).status).toBe(200);
					};
					return (await asked(tenReads)).length === 0;
				},
				{ timeout: 10_000, interval: 10 },
			);

		await readingCostsNothing();
		expect(await asked(() => browser.post("/set?value=2"))).toEqual([write]);
		await readingCostsNothing();
		expect(await asked(() => browser.post("/set?value=2"))).toEqual([]);
		expect((await browser.get("/read")).body).toContain('"2"');
	});
});
