/** A master dies under load, and its replica takes over: what was acknowledged is there, with `waitForReplicas`. */

import { setTimeout as sleep } from "node:timers/promises";
import { sampleRecord } from "@sojourn/core/testing";
import {
	type RedisCluster,
	type RedisSentinel,
	startRedis,
	startRedisCluster,
	startRedisSentinel,
} from "@sojourn/service-harness";
import { Cluster, Redis } from "ioredis";
import { createCluster, createSentinel } from "redis";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type RedisStore, redisStore } from "../src/index.ts";
import { startApplication } from "./application.ts";
import { sharedRedis } from "./combinations.ts";

const options = { waitForReplicas: 1 };
const deadline = 1_000;
/** What a busy machine may add to the 100 ms that are allowed beyond the deadline. */
const noise = 1_000;
const patience = { timeout: 25_000, interval: 50 };

interface Connected {
	readonly store: RedisStore;
	close(): void;
}

/** Visitors who note down what the application has acknowledged. */
async function visit(store: RedisStore) {
	const application = await startApplication(store, { storeTimeout: deadline });
	const visitors = Array.from({ length: 12 }, () => ({
		browser: application.browser(),
		acknowledged: [] as string[],
		loggedOut: "no" as "no" | "maybe" | "yes",
	}));
	for (const [index, { browser }] of visitors.entries()) {
		await vi.waitUntil(async () => (await browser.post(`/login?user=${index}`)).status === 204, patience);
	}

	const count = () => visitors.flatMap(({ acknowledged }) => acknowledged).length;
	return {
		close: () => application.close(),

		/** Each writes, one key after the other; every fourth logs out. In the middle of it, the master dies. */
		async load(kill: () => Promise<void>): Promise<void> {
			const turn = async (index: number) => {
				const visitor = visitors[index % visitors.length] as (typeof visitors)[number];
				const leaving = index % 4 === 3 && visitor.acknowledged.length > 1;
				if (visitor.loggedOut !== "no") return;
				const answer = await visitor.browser.post(leaving ? "/logout" : `/set?key=${index}&value=${index}`);
				expect([204, 503]).toContain(answer.status);
				expect(answer.took).toBeLessThan(2 * deadline + 100 + noise); // a read that comes at the last moment, then a write
				if (leaving) visitor.loggedOut = answer.status === 204 ? "yes" : "maybe";
				else if (answer.status === 204) visitor.acknowledged.push(`${index}`);
			};
			const turns: Promise<void>[] = [];
			const enough = () => count() > 24 && visitors.some(({ loggedOut }) => loggedOut === "yes");
			const send = async (until: () => boolean) => {
				while (!until()) {
					turns.push(turn(turns.length));
					await sleep(10);
				}
			};
			await send(enough);
			const [killed, last] = [kill(), turns.length + 100];
			await send(() => turns.length === last);
			await Promise.all([killed, ...turns]);
		},

		/** As soon as everybody is served again. */
		async expectNothingLost(): Promise<void> {
			for (const { browser, acknowledged, loggedOut } of visitors) {
				const body = await vi.waitUntil(async () => {
					const answer = await browser.get("/read");
					return answer.status === 200 && answer.body;
				}, patience);
				const { user, data } = JSON.parse(body);
				if (loggedOut === "yes") expect(user).toBeNull();
				if (loggedOut === "no") expect(user).not.toBeNull();
				if (user !== null) expect(Object.keys(data)).toEqual(expect.arrayContaining(acknowledged));
			}
		},
	};
}

describe.concurrent("Redis Cluster", () => {
	let cluster: RedisCluster;
	beforeAll(async () => {
		cluster = await startRedisCluster({ masters: 3, replicas: 3 });
	}, 60_000);
	afterAll(() => cluster.stop());

	test.each<[string, () => Promise<Connected>]>([
		[
			"ioredis",
			async () => {
				const client = new Cluster([...cluster.urls]).on("error", () => {});
				return { store: redisStore(client, options), close: () => client.disconnect() };
			},
		],
		[
			"node-redis",
			async () => {
				const client = createCluster({ rootNodes: cluster.urls.map((url) => ({ url })) }).on("error", () => {});
				await client.connect();
				return { store: redisStore(client, options), close: () => client.destroy() };
			},
		],
	])(
		"%s: a master is killed under load",
		async (_name, connect) => {
			const { store, close } = await connect();
			const visitors = await visit(store);
			const master = await cluster.masterOf("any");
			await visitors.load(() => master.kill());
			await visitors.expectNothingLost();
			await master.restart();
			const replication = () => cluster.run(master, "INFO", "replication").catch(() => "");
			await vi.waitUntil(async () => (await replication()).includes("link_status:up"), patience);
			await visitors.close();
			close();
		},
		60_000,
	);
});

describe.concurrent("Redis Sentinel", () => {
	test.each<[string, (sentinel: RedisSentinel) => Promise<Connected>]>([
		[
			"ioredis",
			async ({ name, sentinels }) => {
				const client = new Redis({ name, sentinels: [...sentinels] }).on("error", () => {});
				return { store: redisStore(client, options), close: () => client.disconnect() };
			},
		],
		[
			"node-redis",
			async ({ name, sentinels }) => {
				const client = createSentinel({ name, sentinelRootNodes: [...sentinels], scanInterval: 200 }).on(
					"error",
					() => {},
				);
				await client.connect();
				return { store: redisStore(client, options), close: () => client.destroy() };
			},
		],
	])(
		"%s: the master is killed under load, and the channel comes back",
		async (_name, connect) => {
			const sentinel = await startRedisSentinel();
			const { store, close } = await connect(sentinel);
			const heard: string[] = [];
			const unsubscribe = await store.subscribe({
				changed: () => {},
				lost: () => heard.push("lost"),
				restored: () => heard.push("restored"),
			});
			const visitors = await visit(store);
			const master = await sentinel.master();
			await visitors.load(() => master.kill());
			await visitors.expectNothingLost();
			await vi.waitUntil(() => heard.at(-1) === "restored", patience);
			expect(heard[0]).toBe("lost");
			await unsubscribe();
			await visitors.close();
			close();
			await sentinel.stop();
		},
		60_000,
	);
});

test("a replica that is behind takes over: without waiting, acknowledged sessions are lost; with it, none is", async () => {
	const master = await startRedis({ own: true });
	const replica = await startRedis({ own: true, args: ["--replicaof", "127.0.0.1", `${master.port}`] });
	const client = new Redis(master.url).on("error", () => {});
	const waiting = redisStore(client, options);
	const hurried = redisStore(client);
	const acknowledged = { waiting: [] as string[], hurried: [] as string[] };
	/** More than the system holds for a connection. */
	const make = () => sampleRecord(Date.now(), { userId: null, data: "x".repeat(1_000_000) });
	const create = async (store: RedisStore, ids: string[]) => {
		const record = make();
		await store.create(record).then(
			() => ids.push(record.id),
			() => {},
		);
	};

	await vi.waitUntil(async () => {
		await create(waiting, acknowledged.waiting);
		return acknowledged.waiting.length > 0;
	}, patience);
	for (let count = 0; count < 3; count++) await create(waiting, acknowledged.waiting);
	replica.pause();
	for (let count = 0; count < 30; count++) await create(hurried, acknowledged.hurried);
	await create(waiting, acknowledged.waiting);
	await master.kill();
	replica.resume();
	client.disconnect();

	const heir = new Redis(replica.url);
	await heir.replicaof("NO", "ONE");
	const found = async (ids: readonly string[]) => {
		const records = await Promise.all(ids.map((id) => redisStore(heir).read(id)));
		return records.filter((record) => record !== null).length;
	};
	expect(acknowledged.waiting.length).toBeGreaterThanOrEqual(4);
	expect(await found(acknowledged.waiting)).toBe(acknowledged.waiting.length);
	expect(acknowledged.hurried.length).toBe(30);
	expect(await found(acknowledged.hurried)).toBeLessThan(30);
	heir.disconnect();
	await Promise.all([master.stop(), replica.stop()]);
}, 60_000);

test("a write that too few replicas have confirmed is an error", async () => {
	const client = new Redis((await sharedRedis()).url);
	const record = sampleRecord(Date.now());
	await expect(redisStore(client, options).create(record)).rejects.toMatchObject({
		code: "store-unavailable",
		message: expect.stringContaining("0 of 1 replicas"),
	});
	client.disconnect();
});

test("while replicas are gone one write waits for them, and those behind it are refused", async () => {
	const client = new Redis((await sharedRedis()).url);
	const store = redisStore(client, options);
	const records = Array.from({ length: 20 }, () => sampleRecord(Date.now()));
	const writes = Promise.allSettled(records.map((record) => store.create(record)));
	const found = await Promise.all(records.map((record) => store.read(record.id)));
	const messages = (await writes).map((write) => (write.status === "rejected" ? write.reason.message : "made"));
	expect(messages.filter((message) => message.includes("0 of 1 replicas"))).toHaveLength(1);
	expect(messages.filter((message) => message.includes("This one wasn't made"))).toHaveLength(19);
	expect(found.filter((record) => record !== null).length).toBeLessThanOrEqual(1);
	client.disconnect();
});
