/** Walking over all sessions. */

import { equal, rejects } from "../assert.ts";
import { type Cases, ids, numbers, walk } from "./world.ts";

export const scanCases: Cases = {
	async "scan: has the method it is declared to have"({ scanner }) {
		scanner();
	},

	async "scan: empty in an empty store"({ scanner }) {
		equal(await walk((query) => scanner().scan(query), { limit: 10 }), [], "scan");
	},

	async "scan: each session comes once, whole, whatever the size of the pages"({ store, scanner, addMany, end }) {
		const records = await addMany(23, (index) => ({ userId: index % 3 === 0 ? null : `user ${index % 5}` }));
		await store.end(records[4]?.id ?? "", end());
		records[4] = (await store.read(records[4]?.id ?? ""))!;
		for (const limit of [1, 5, 23, 1_000]) {
			const all = await walk((query) => scanner().scan(query), { limit });
			equal(byId(all), byId(records), `pages of ${limit}`);
		}
	},

	async "scan: the active ones, or the others, to the millisecond"({ store, scanner, add, advance, now, end }) {
		const start = now();
		const live = await add();
		const expiring = await add({ lastSeenAt: start, idleTimeout: 60_000 });
		const ended = await add();
		await store.end(ended.id, end());
		const find = async (active: boolean) =>
			ids(await walk((query) => scanner().scan({ ...query, active }), { limit: 2 })).toSorted();
		advance(start + 59_999 - now());
		equal(await find(true), ids([live, expiring]).toSorted(), "active, a millisecond before one expires");
		equal(await find(false), ids([ended]), "not active, a millisecond before one expires");
		advance(1);
		equal(await find(true), ids([live]), "active, after it");
		equal(await find(false), ids([expiring, ended]).toSorted(), "not active, after it");
	},

	async "scan: by device"({ scanner, addMany }) {
		const device = {
			label: "Safari on iOS",
			mobile: true,
			ip: null,
			userAgent: null,
			name: null,
			country: null,
			city: null,
			traits: {},
		};
		const records = await addMany(12, (index) => (index % 4 === 0 ? { device } : {}));
		const wanted = records.filter((record) => record.device === device);
		const all = await walk((query) => scanner().scan({ ...query, device: "SAFARI" }), { limit: 2 });
		equal(byId(all), byId(wanted), "scan");
	},

	async "scan: sessions that are there all the time come once, whatever comes meanwhile"({ scanner, add, addMany }) {
		const records = await addMany(20);
		const all = await walk(
			(query) => scanner().scan(query),
			{ limit: 3 },
			async (turn) => {
				if (turn < 30) for (const _ of numbers(2)) await add({ userId: "latecomer" });
			},
		);
		const there = all.filter((record) => record.userId !== "latecomer");
		equal(byId(there), byId(records), "those that were there from the start");
		equal(new Set(ids(all)).size, all.length, "how many are different");
	},

	async "scan: sessions that change or end meanwhile come once all the same"({ store, scanner, addMany, end }) {
		const records = await addMany(20);
		const all = await walk(
			(query) => scanner().scan(query),
			{ limit: 3 },
			async (turn) => {
				const [ending, touched] = [records[turn * 3], records[19 - turn]];
				if (ending) await store.end(ending.id, end());
				if (touched) await store.touch(touched.id, touched.lastSeenAt + 600_000);
			},
		);
		equal(ids(all).toSorted(), ids(records).toSorted(), "the ids");
	},

	async "scan: a cursor that isn't one of this store's is refused"({ scanner, add }) {
		await add();
		for (const cursor of ["", "not a cursor", "\0", "💥", "{}", "' or 1=1 --", "x".repeat(5_000)]) {
			const scanning = (async () => scanner().scan({ limit: 5, cursor }))();
			await rejects(scanning, "invalid-argument", `scan with the cursor ${JSON.stringify(cursor.slice(0, 20))}`);
		}
	},
};

function byId<Item extends { readonly id: string }>(items: readonly Item[]): Item[] {
	return items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
