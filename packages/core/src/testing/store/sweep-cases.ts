/** Ending what has expired, and forgetting what is over. */

import { deadline, expiry, forgetAt, tombstone } from "../../record.ts";
import type { SessionSweep, SweepResult } from "../../store.ts";
import { assert, equal } from "../assert.ts";
import { type Cases, ids, numbers } from "./world.ts";

const nothing: SweepResult = { expired: [], forgotten: 0, more: false };

export const sweepCases: Cases = {
	async "sweep: has the method it is declared to have"({ sweeper }) {
		sweeper();
	},

	async "sweep: does nothing to what is live, or not yet to be forgotten"({ store, sweeper, add, advance, end }) {
		equal(await sweeper().sweep(10), nothing, "in an empty store");
		const [live, ended] = [await add(), await add({ tombstoneTtl: 60_000 })];
		await store.end(ended.id, end());
		advance(59_999);
		equal(await sweeper().sweep(10), nothing, "a sweep too early");
		equal(await store.read(live.id), live, "the live one");
		assert((await store.read(ended.id)) !== null, "The tombstone must be there until its time is over.");
	},

	async "sweep: ends what has expired at its deadline, and says why"({ store, sweeper, add, advance, now }) {
		const idle = await add({ idleTimeout: 60_000 });
		const absolute = await add({ userId: null, expiresAt: now() + 60_000 });
		for (const [record, reason] of [
			[idle, "idle"],
			[absolute, "absolute"],
		] as const) {
			advance(deadline(record) - 1 - now());
			equal(await sweeper().sweep(10), nothing, "a millisecond before the deadline");
			advance(1);
			const end = expiry(record);
			const expired = [{ id: record.id, userId: record.userId, end }];
			equal(await sweeper().sweep(10), { expired, forgotten: 0, more: false }, "at the deadline");
			equal(end.reason, reason, "the reason");
			equal(await store.read(record.id), tombstone(record, end), "the tombstone");
		}
	},

	async "sweep: goes by the deadline that touch and update have moved"({ store, sweeper, add, advance }) {
		const touched = await add({ idleTimeout: 60_000 });
		const extended = await add({ idleTimeout: 60_000 });
		const cut = await add();
		await store.touch(touched.id, touched.lastSeenAt + 50_000);
		await store.update({ ...extended, version: 2, idleTimeout: 100_000 }, 1);
		await store.update({ ...cut, version: 2, expiresAt: cut.createdAt + 1_000 }, 1);
		const swept = async () => ids((await sweeper().sweep(10)).expired);
		advance(61_000);
		equal(await swept(), [cut.id], "the one whose time was cut");
		advance(37_000);
		equal(await swept(), [], "before the new deadlines");
		advance(12_000);
		equal((await swept()).toSorted(), ids([touched, extended]).toSorted(), "after the new deadlines");
	},

	async "sweep: what somebody ended isn't reported as expired"({ store, sweeper, add, advance, end }) {
		const record = await add({ idleTimeout: 1_000 });
		advance(5_000);
		const how = end("idle");
		await store.end(record.id, how);
		equal(await sweeper().sweep(10), nothing, "sweep");
		equal((await store.read(record.id))?.end, how, "the end");
	},

	async "sweep: forgets a tombstone when its time is over, not sooner, and frees its id"({
		store,
		sweeper,
		add,
		advance,
		record,
		now,
		end,
	}) {
		const ended = await add({ tombstoneTtl: 60_000 });
		advance(1_000);
		await store.end(ended.id, end());
		advance(forgetAt((await store.read(ended.id))!) - 1 - now());
		equal(await sweeper().sweep(10), nothing, "a millisecond before");
		advance(1);
		equal(await sweeper().sweep(10), { expired: [], forgotten: 1, more: false }, "when its time is over");
		equal(await store.read(ended.id), null, "read");
		equal(await store.create(record({ id: ended.id })), { created: true, evicted: [] }, "create with the same id");
	},

	async "sweep: an expired session is kept as a tombstone from its deadline on, then forgotten"({
		store,
		sweeper,
		add,
		advance,
		now,
	}) {
		const record = await add({ idleTimeout: 10_000, tombstoneTtl: 60_000 });
		advance(30_000);
		equal((await sweeper().sweep(10)).expired.length, 1, "how many expired");
		advance(forgetAt(record) - 1 - now());
		equal(await sweeper().sweep(10), nothing, "a millisecond before");
		advance(1);
		equal((await sweeper().sweep(10)).forgotten, 1, "how many were forgotten");
		equal(await store.read(record.id), null, "read");
	},

	async "sweep: a late one still tells what expired, then forgets it"({ store, sweeper, add, advance }) {
		const record = await add({ idleTimeout: 1_000, tombstoneTtl: 1_000 });
		advance(3_600_000);
		const { expired, forgotten } = await drain(sweeper(), 10);
		equal([expired, forgotten], [[{ id: record.id, userId: record.userId, end: expiry(record) }], 1], "in all");
		equal(await store.read(record.id), null, "read");
	},

	async "sweep: keeps its bound, says when there is more, and drains"({ sweeper, add, addMany, advance }) {
		const records = await addMany(25, (index) => ({ idleTimeout: 60_000 + index * 700 }));
		const live = await add({ idleTimeout: 3_600_000 });
		advance(120_000);
		const first = await sweeper().sweep(10);
		equal([first.expired.length, first.forgotten, first.more], [10, 0, true], "the first sweep of 10");
		const rest = await drain(sweeper(), 10);
		const expired = [...first.expired, ...rest.expired].map((one) => one.id);
		equal(expired.toSorted(), ids(records).toSorted(), "all that expired");
		advance(live.tombstoneTtl - 120_000 + 100_000);
		const over = await drain(sweeper(), 10);
		equal([over.expired.length, over.forgotten], [1, 25], "what expired and what was forgotten a day later");
		equal(await sweeper().sweep(10), nothing, "afterwards");
	},

	async "sweep: of racing sweeps each session is reported by one"({ sweeper, client, addMany, advance }) {
		const records = await addMany(30, () => ({ idleTimeout: 1_000 }));
		advance(10_000);
		const results = await Promise.all(numbers(6).map((turn) => sweeper(client(turn)).sweep(10)));
		const rest = await drain(sweeper(), 10);
		const expired = [...results, rest].flatMap((result) => result.expired.map((one) => one.id));
		equal(expired.toSorted(), ids(records).toSorted(), "all that were reported");
	},

	async "sweep: a clock that jumps by years is no trouble"({ store, sweeper, add, advance }) {
		const record = await add();
		advance(20 * 365 * 86_400_000);
		const { expired, forgotten } = await drain(sweeper(), 10);
		equal([expired.length, forgotten], [1, 1], "what expired and what was forgotten");
		equal(await store.read(record.id), null, "read");
	},
};

/** Sweeps until there is no more. */
async function drain(store: SessionSweep, limit: number): Promise<Omit<SweepResult, "more">> {
	const expired = [];
	let forgotten = 0;
	for (let turn = 0; ; turn++) {
		assert(turn < 1_000, "sweep() always says that there is more.");
		const result = await store.sweep(limit);
		assert(result.expired.length + result.forgotten <= limit, `A sweep of ${limit} did more than that.`);
		expired.push(...result.expired);
		forgotten += result.forgotten;
		if (!result.more) return { expired, forgotten };
	}
}
