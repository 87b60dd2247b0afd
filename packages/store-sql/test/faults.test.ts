/** Servers that are killed under load and come back: what was acknowledged is there, and no session is half there. */

import { setTimeout as sleep } from "node:timers/promises";
import type { SessionRecord } from "@sojourn/core";
import { sampleRecord, sampleUser } from "@sojourn/core/testing";
import { type Service, startMariaDb, startPostgres } from "@sojourn/service-harness";
import { describe, expect, test, vi } from "vitest";
import { migrate, mysqlStore, postgresStore, type SqlStore } from "../src/index.ts";
import { mysqlPool, postgresPool } from "./combinations.ts";

interface Server {
	readonly service: Service;
	/** Two stores, by a pool each. */
	readonly stores: readonly [SqlStore, SqlStore];
	close(): Promise<unknown>;
}

const servers: Readonly<Record<string, () => Promise<Server>>> = {
	async PostgreSQL() {
		const service = await startPostgres({ own: true });
		const pools = [postgresPool(service.url), postgresPool(service.url)] as const;
		return {
			service,
			stores: [postgresStore(pools[0]), postgresStore(pools[1])],
			close: () => Promise.all(pools.map((pool) => pool.end())),
		};
	},
	async MariaDB() {
		const service = await startMariaDb({ own: true });
		const pools = [mysqlPool(service.url), mysqlPool(service.url)] as const;
		return {
			service,
			stores: [mysqlStore(pools[0]), mysqlStore(pools[1])],
			close: () => Promise.all(pools.map((pool) => pool.end())),
		};
	},
};

const max = 5;
const users = ["alice", "bob", "carol"];

describe.each(Object.entries(servers))("%s", (_name, start) => {
	test("killed under load, twice: nothing acknowledged is lost, no session is half there, limits are exact", async () => {
		const { service, stores, close } = await start();
		const created: SessionRecord[] = [];
		const versions = new Map<string, number>();
		const evicted = new Set<string>();
		let failures = 0;
		let working = true;

		/** Logs in and changes what is in the session, as fast as it goes. */
		async function work(turn: number): Promise<void> {
			for (let count = turn; working; count++) {
				const store = stores[count % 2] as SqlStore;
				const record = sampleRecord(Date.now(), { userId: users[count % users.length] ?? "", data: "at 1" });
				created.push(record);
				try {
					const result = await store.create(record, { max, policy: "evict-oldest" });
					versions.set(record.id, 1);
					if (result.created) for (const id of result.evicted) evicted.add(id);
					if (await store.update({ ...record, version: 2, data: "at 2" }, 1)) versions.set(record.id, 2);
				} catch {
					failures++;
					await sleep(5);
				}
			}
		}

		await migrate(stores[0]);
		const workers = Array.from({ length: 8 }, (_, turn) => work(turn));
		for (const round of [1, 2]) {
			await sleep(300 * round);
			await service.kill();
			await sleep(50);
			await service.restart();
			const back = versions.size;
			await vi.waitUntil(() => versions.size > back + 20, { timeout: 2_000, interval: 10 });
		}
		working = false;
		await Promise.all(workers);

		expect(failures).toBeGreaterThan(0);
		for (const [id, version] of versions) {
			const record = await stores[0].read(id);
			expect(record?.version).toBeGreaterThanOrEqual(version);
			if (record?.end === null) expect(record.data).toBe(`at ${record.version}`);
			else expect([record?.data, record?.end.reason]).toEqual(["", "limit"]);
		}
		for (const id of evicted) expect((await stores[1].read(id))?.end?.reason).toBe("limit");
		for (const user of users) {
			expect(await stores[0].countByUser(sampleUser(user))).toBe(max);
			const listed = await stores[1].listByUser(sampleUser(user), { limit: 100 });
			expect(listed.items.length).toBe(max);
		}
		const found = await Promise.all(created.map((record) => stores[0].read(record.id)));
		const living = found.filter((record) => record !== null && record.end === null);
		expect(living.length).toBe(max * users.length);
		await close();
		await service.stop();
	}, 60_000);
});
