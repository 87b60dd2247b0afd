/** At most so many live sessions for each user, exactly. */

import type { SessionRecord } from "../../record.ts";
import { tombstone } from "../../record.ts";
import { equal } from "../assert.ts";
import { sampleId } from "../sample-record.ts";
import { type Cases, ids, numbers, type World } from "./world.ts";

const evict = (max: number) => ({ max, policy: "evict-oldest" }) as const;
const reject = (max: number) => ({ max, policy: "reject" }) as const;

export const limitCases: Cases = {
	async "limit: reject creates nothing when the user has as many"({ store, add, record }) {
		await add();
		equal(await store.create(record(), reject(2)), { created: true, evicted: [] }, "the second of two");
		const third = record();
		equal(await store.create(third, reject(2)), { created: false, reason: "limit" }, "the third of two");
		equal(await store.read(third.id), null, "the one that was refused");
	},

	async "limit: evict-oldest ends the oldest, and says which"({ store, add, record, now, advance }) {
		const [first, second] = [await add(), await add()];
		advance(1_000);
		const third = record({ createdAt: now() - 5 });
		equal(await store.create(third, evict(2)), { created: true, evicted: [first.id] }, "create");
		const end = { state: "invalidated", reason: "limit", at: third.createdAt } as const;
		equal(await store.read(first.id), tombstone(first, end), "the tombstone of the oldest");
		equal(await store.read(second.id), second, "the second");
		equal(await store.read(third.id), third, "the new one");
	},

	async "limit: the oldest is the one created first, whatever was used last; the lower id among equals"(world) {
		const { store, record, now } = world;
		const id = (name: string) => sampleId("alice", name);
		const make = (name: string, createdAt: number, lastSeenAt: number) =>
			store.create(record({ id: id(name), createdAt, lastSeenAt }));
		await make("b", now(), now() + 1);
		await make("c", now(), now());
		await make("a", now(), now() + 2);
		await make("z", now() - 1, now() + 3);
		const later = (turn: number) => record({ createdAt: now() + turn });
		equal(await store.create(later(1), evict(4)), { created: true, evicted: [id("z")] }, "by createdAt");
		equal(await store.create(later(2), evict(4)), { created: true, evicted: [id("a")] }, "by id");
		equal(await store.create(later(3), evict(3)), { created: true, evicted: [id("b"), id("c")] }, "by id again");
	},

	async "limit: one that was lowered is reached at once"({ store, add, record }) {
		const old = [await add(), await add(), await add(), await add(), await add()];
		equal(await store.create(record(), evict(2)), { created: true, evicted: ids(old.slice(0, 4)) }, "create");
	},

	async "limit: of one keeps the new session only"({ store, add, record }) {
		const old = await add();
		const result = await store.create(record(), evict(1));
		equal(result, { created: true, evicted: [old.id] }, "create");
	},

	async "limit: ended sessions don't count"({ store, add, record, end }) {
		const ended = await add();
		await add();
		await store.end(ended.id, end());
		equal(await store.create(record(), reject(2)), { created: true, evicted: [] }, "create");
	},

	async "limit: expired sessions don't count and aren't evicted, from their deadline on"({
		store,
		add,
		record,
		advance,
	}) {
		const first = await add({ idleTimeout: 60_000 });
		await add({ idleTimeout: 120_000 });
		advance(first.lastSeenAt + 59_999 - record().createdAt);
		equal(await store.create(record(), reject(2)), { created: false, reason: "limit" }, "a millisecond before");
		advance(1);
		equal(await store.create(record(), evict(2)), { created: true, evicted: [] }, "at the deadline");
		equal(await store.read(first.id), first, "the expired one");
	},

	async "limit: a touch and an update keep a session counted"({ store, add, record, advance }) {
		const touched = await add({ idleTimeout: 60_000 });
		const extended = await add({ idleTimeout: 60_000 });
		await store.touch(touched.id, touched.lastSeenAt + 30_000);
		await store.update({ ...extended, version: 2, idleTimeout: 120_000 }, 1);
		advance(70_000);
		equal(await store.create(record(), reject(2)), { created: false, reason: "limit" }, "create");
	},

	async "limit: other users and visitors don't count"({ store, add, record }) {
		const others = [await add({ userId: "bob" }), await add({ userId: null })];
		equal(await store.create(record(), evict(1)), { created: true, evicted: [] }, "a user beside them");
		const visitor = record({ userId: null });
		equal(await store.create(visitor, reject(1)), { created: true, evicted: [] }, "a visitor");
		for (const other of others) equal(await store.read(other.id), other, "another's session");
	},

	async "limit: create over an existing id evicts nobody"({ store, add, record }) {
		const first = await add();
		equal(await store.create(record({ id: first.id }), evict(1)), { created: false, reason: "exists" }, "create");
		equal(await store.read(first.id), first, "the record");
	},

	async "limit: 50 racing creates, evict-oldest: exactly 5 stay, each other is evicted once"(world) {
		const records = numbers(50).map((index) => world.record({ createdAt: world.now() + index }));
		const results = await Promise.all(records.map((record, turn) => world.client(turn).create(record, evict(5))));
		const evicted = results.flatMap((result) => (result.created ? result.evicted : ["refused"]));
		equal(await alive(world, records), 5, "how many are alive");
		equal([new Set(evicted).size, evicted.length], [45, 45], "how many were evicted");
	},

	async "limit: 50 racing creates, reject: exactly 5 are created"(world) {
		const records = numbers(50).map((index) => world.record({ createdAt: world.now() + index }));
		const results = await Promise.all(records.map((record, turn) => world.client(turn).create(record, reject(5))));
		equal(results.filter((result) => result.created).length, 5, "how many were created");
		equal(await alive(world, records), 5, "how many are alive");
	},
};

async function alive({ store }: World, records: readonly SessionRecord[]): Promise<number> {
	const found = await Promise.all(records.map((record) => store.read(record.id)));
	return found.filter((record) => record !== null && record.end === null).length;
}
