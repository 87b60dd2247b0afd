/** A slot that moves to another master: what is answered meanwhile is right, or an error. */

import { setTimeout as sleep } from "node:timers/promises";
import { type SessionRecord, tombstone, type UserRef } from "@sojourn/core";
import { sampleRecord } from "@sojourn/core/testing";
import type { RedisCluster } from "@sojourn/service-harness";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RedisStore } from "../src/index.ts";
import { connectedClients, freshPrefix, type Opened, sharedCluster } from "./combinations.ts";
import { beginMove } from "./move-slot.ts";

const end = (reason = "revoked") => ({ state: "invalidated", reason, at: Date.now() }) as const;

describe.each(["ioredis, Redis Cluster", "node-redis, Redis Cluster"])("%s", (name) => {
	let cluster: RedisCluster;
	let client: Opened<RedisStore>;
	beforeAll(async () => {
		cluster = await sharedCluster();
		client = await connectedClients[name]!();
	}, 60_000);
	afterAll(() => client.close());

	let count = 0;
	let prefix: string;
	let store: RedisStore;
	let user: UserRef;
	let records: SessionRecord[];
	const sessionKey = ({ id }: SessionRecord) => `${prefix}{${user.shards[0]}}:s:${id}`;
	const indexKey = () => `${prefix}{${user.shards[0]}}:u:"alice"`;
	const make = () => sampleRecord(Date.now(), { id: `${user.shards[0]}${`${++count}`.padStart(22, "0")}` });
	beforeEach(async () => {
		prefix = freshPrefix();
		store = client.store({ prefix });
		user = { id: "alice", shards: [`m${`${++count}`.padStart(3, "0")}`] };
		records = [make(), make(), make()];
		for (const record of records) await store.create(record);
	});

	/** What came of a call: its value, or that it was refused. */
	const outcome = <T>(call: Promise<T>) => call.catch(() => "refused" as const);

	test.each([
		["the index has moved, the sessions haven't", () => [indexKey()]],
		["the index and a session have moved", () => [indexKey(), sessionKey(records[0]!)]],
		["a session has moved, the index hasn't", () => [sessionKey(records[0]!)]],
		["all sessions have moved, the index hasn't", () => records.map(sessionKey)],
	])(
		"halfway, %s: nothing is missed, nothing half done",
		async (_state, keys) => {
			const move = await beginMove(cluster, indexKey());
			await move.send(...keys());
			const [first, second] = records as [SessionRecord, SessionRecord];

			expect([3, "refused"]).toContain(await outcome(store.countByUser(user)));
			const page = await outcome(store.listByUser(user, { limit: 10 }));
			if (page !== "refused") expect(page.items).toHaveLength(3);
			expect(await store.read(first.id)).toEqual(first);
			const limited = await outcome(store.create(make(), { max: 3, policy: "reject" }));
			if (limited !== "refused") expect(limited).toEqual({ created: false, reason: "limit" });
			const ended = await outcome(store.endByUser(user, end(), first.id));
			const endedOne = await outcome(store.end(second.id, end("logout")));
			const touched = await outcome(store.touch(first.id, first.lastSeenAt + 60_000));
			const updated = await outcome(store.update({ ...first, version: 2, data: '"new"' }, 1));

			await move.finish();
			const left = await store.read(first.id);
			expect(left?.version).toBe(updated === true ? 2 : 1);
			expect(left?.lastSeenAt).toBe(first.lastSeenAt + (touched === "refused" ? 0 : 60_000));
			expect((await store.read(second.id))?.end?.reason).toBe(
				ended !== "refused" ? "revoked" : endedOne === true ? "logout" : undefined,
			);
			const alive = ended !== "refused" ? 1 : endedOne === true ? 2 : 3;
			expect(await store.countByUser(user)).toBe(alive);
			expect((await store.endByUser(user, end())).length).toBe(alive);
		},
		60_000,
	);

	test("afterwards, also the first write that waits for a replica goes to the new master", async () => {
		const waiting = client.store({ prefix, waitForReplicas: 1 });
		const [first] = records as [SessionRecord];
		expect(await waiting.update({ ...first, version: 2 }, 1)).toBe(true);
		const move = await beginMove(cluster, indexKey());
		await move.send(indexKey(), ...records.map(sessionKey));
		await move.finish();
		expect(await waiting.update({ ...first, version: 3 }, 2)).toBe(true);
		expect((await waiting.read(first.id))?.version).toBe(3);
	}, 60_000);

	test("under load: no update is lost, no session comes back, and the count is right", async () => {
		const [counter, ending] = records as [SessionRecord, SessionRecord];
		let done = false;
		let acknowledged = 0;
		let uncertain = 0;
		const wrong: unknown[] = [];

		/** Does it again and again until the slot has moved. */
		async function keep(act: () => Promise<unknown>): Promise<void> {
			while (!done) {
				await act();
				await sleep(2);
			}
		}
		const counting = keep(async () => {
			const seen = await outcome(store.read(counter.id));
			if (seen === "refused") return;
			if (seen === null || seen.version < 1 + acknowledged) return wrong.push(seen);
			const updated = await outcome(store.update({ ...seen, version: seen.version + 1 }, seen.version));
			if (updated === true) acknowledged++;
			if (updated === "refused") uncertain++;
		});
		let ended = false;
		const watching = keep(async () => {
			const before = ended;
			const seen = await outcome(store.read(ending.id));
			if (seen !== "refused" && (seen === null || (before && seen.end === null))) wrong.push(seen);
			const alive = await outcome(store.countByUser(user));
			if (alive !== "refused" && (alive < 2 || alive > (before ? 2 : 3))) wrong.push(alive);
		});
		const late = keep(async () => {
			if (!ended) return;
			const updated = await outcome(store.update({ ...ending, version: 3 }, 2));
			if (updated === true) wrong.push("an update of an ended session");
		});

		const move = await beginMove(cluster, indexKey());
		await sleep(50);
		await move.send(indexKey());
		await sleep(50);
		expect(await store.end(ending.id, end("logout"))).toBe(true);
		ended = true;
		await move.send(sessionKey(records[2]!));
		await sleep(50);
		await move.finish();
		await sleep(100);
		done = true;
		await Promise.all([counting, watching, late]);

		expect(wrong).toEqual([]);
		const { version } = (await store.read(counter.id)) as SessionRecord;
		expect(version).toBeGreaterThan(10);
		expect(version).toBeGreaterThanOrEqual(1 + acknowledged);
		expect(version).toBeLessThanOrEqual(1 + acknowledged + uncertain);
		const left = (await store.read(ending.id)) as SessionRecord;
		expect(left).toEqual(tombstone(ending, left.end as NonNullable<SessionRecord["end"]>));
		expect(await store.countByUser(user)).toBe(2);
	}, 60_000);
});
