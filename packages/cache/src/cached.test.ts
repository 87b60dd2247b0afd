import {
	type CompleteStore,
	createSessions,
	type InvalidationListener,
	memoryStore,
	type SessionRequest,
} from "@sojourn/core";
import { sampleRecord, sampleUser, storeContract } from "@sojourn/core/testing";
import { describe, expect, test } from "vitest";
import { cached } from "./cached.ts";

describe("the store contract, with the cache in front of the memory store", () => {
	const cases = storeContract({
		capabilities: ["user-index", "scan", "sweep"],
		async open(now) {
			const store = memoryStore({ now });
			// Two caches on one store tell each other what they change, as two processes would.
			const bus = createBus();
			const [one, two] = [
				cached(bus.told(store), { invalidation: bus }),
				cached(bus.told(store), { invalidation: bus }),
			];
			await bus.ready;
			return {
				store: one,
				another: async () => two,
				close: async () => {
					await one.close();
					await two.close();
				},
			};
		},
	});
	for (const { name, run } of cases) test(name, run);
});

/** A channel of invalidations, and a store that speaks on it. */
function createBus() {
	const listeners = new Set<InvalidationListener>();
	const tell = (say: (listener: InvalidationListener) => void): void => {
		for (const listener of listeners) say(listener);
	};
	const changed = (id: string): void => tell((listener) => listener.changed(id));
	return {
		ready: Promise.resolve(),
		async subscribe(listener: InvalidationListener) {
			listeners.add(listener);
			return async () => void listeners.delete(listener);
		},
		lost: () => tell((listener) => listener.lost()),
		restored: () => tell((listener) => listener.restored()),
		changed,
		told: (store: CompleteStore): CompleteStore => ({
			...store,
			async create(record, limit) {
				const result = await store.create(record, limit);
				if (result.created) result.evicted.forEach(changed);
				return result;
			},
			async update(record, version) {
				const updated = await store.update(record, version);
				if (updated) changed(record.id);
				return updated;
			},
			async touch(id, at) {
				await store.touch(id, at);
				changed(id);
			},
			async end(id, end) {
				const ended = await store.end(id, end);
				changed(id);
				return ended;
			},
			async endByUser(user, end, except) {
				const ids = await store.endByUser(user, end, except);
				ids.forEach(changed);
				return ids;
			},
			async sweep(limit) {
				const result = await store.sweep(limit);
				for (const { id } of result.expired) changed(id);
				return result;
			},
		}),
	};
}

/** A memory store whose reads are counted and can be made to wait, and a cache in front of it. */
async function setup(options: Parameters<typeof cached>[1] = {}) {
	const clock = { now: 10_000 };
	const store = memoryStore();
	let reads = 0;
	let gate: Promise<void> = Promise.resolve();
	const slow: CompleteStore = {
		...store,
		async read(id) {
			reads++;
			const record = await store.read(id);
			await gate;
			return record;
		},
	};
	const cache = cached(slow, { now: () => clock.now, ...options });
	const record = sampleRecord(Date.now());
	await store.create(record);
	return {
		clock,
		store,
		cache,
		record,
		reads: () => reads,
		hold() {
			const { promise, resolve } = Promise.withResolvers<void>();
			gate = promise;
			return () => {
				gate = Promise.resolve();
				resolve();
			};
		},
	};
}

test("a session in use is read once, and again when it is staleFor old", async () => {
	const { cache, clock, record, reads } = await setup({ staleFor: 1000 });
	for (const passed of [0, 500, 500]) {
		clock.now += passed;
		expect(await cache.read(record.id)).toEqual(record);
	}
	expect(reads()).toBe(1);
	clock.now++;
	await cache.read(record.id);
	expect(reads()).toBe(2);
});

test("age counts from when the read began, not from when it came back", async () => {
	const { cache, clock, record, reads, hold } = await setup({ staleFor: 1000 });
	const release = hold();
	const first = cache.read(record.id);
	clock.now += 900;
	release();
	await first;
	clock.now += 200;
	await cache.read(record.id);
	expect(reads()).toBe(2);
});

test("what another process ended is served for staleFor at most, when no message comes", async () => {
	const { cache, clock, record, store } = await setup({ staleFor: 1000 });
	await cache.read(record.id);
	await store.end(record.id, { state: "invalidated", reason: "revoked", at: 1 });
	clock.now += 1000;
	expect((await cache.read(record.id))?.end).toBeNull();
	clock.now++;
	expect((await cache.read(record.id))?.end?.reason).toBe("revoked");
});

test("what a fresh read found to be over isn't served from the cache any more", async () => {
	const { cache, record, store } = await setup();
	await cache.read(record.id);
	await store.end(record.id, { state: "invalidated", reason: "revoked", at: 1 });
	expect((await cache.readFresh(record.id))?.end?.reason).toBe("revoked");
	expect((await cache.read(record.id))?.end?.reason).toBe("revoked");
});

test("absence and ended sessions are never cached", async () => {
	const { cache, record, store, reads } = await setup();
	const late = sampleRecord(Date.now());
	expect(await cache.read(late.id)).toBeNull();
	await store.create(late);
	expect(await cache.read(late.id)).toEqual(late);
	await cache.end(record.id, { state: "invalidated", reason: "logout", at: 1 });
	const before = reads();
	await cache.read(record.id);
	await cache.read(record.id);
	expect(reads() - before).toBe(2);
});

test("concurrent misses of one session share one read, and get a record each", async () => {
	const { cache, record, reads } = await setup();
	const records = await Promise.all(Array.from({ length: 50 }, () => cache.read(record.id)));
	expect(reads()).toBe(1);
	expect(new Set(records).size).toBe(50);
	expect(new Set(records.map((one) => one?.device)).size).toBe(50);
});

test("a read that began before a local write is neither kept nor shared after it", async () => {
	const { cache, record, store, hold } = await setup();
	const release = hold();
	const early = cache.read(record.id);
	await Promise.resolve();
	await cache.update({ ...record, version: 2, data: '{"new":true}' }, 1);
	release();
	expect((await early)?.version).toBe(1);
	expect((await cache.read(record.id))?.version).toBe(2);
	expect((await store.read(record.id))?.version).toBe(2);
});

test("what was read while a local write was under way is not kept", async () => {
	const store = memoryStore();
	const { promise: gate, resolve: release } = Promise.withResolvers<void>();
	const update: CompleteStore["update"] = async (record, version) => {
		await gate;
		return store.update(record, version);
	};
	const cache = cached({ ...store, update });
	const record = sampleRecord(Date.now());
	await store.create(record);
	const writing = cache.update({ ...record, version: 2 }, 1);
	expect((await cache.read(record.id))?.version).toBe(1);
	release();
	await writing;
	expect((await cache.read(record.id))?.version).toBe(2);
});

test("a read that began before a message came is not kept", async () => {
	const bus = createBus();
	const { cache, record, store, hold, reads } = await setup({ invalidation: bus });
	await bus.ready;
	const release = hold();
	const early = cache.read(record.id);
	await Promise.resolve();
	await store.end(record.id, { state: "invalidated", reason: "revoked", at: 1 });
	bus.changed(record.id);
	release();
	await early;
	expect((await cache.read(record.id))?.end?.reason).toBe("revoked");
	expect(reads()).toBe(2);
});

test("while the channel is lost nothing is cached, and what was is forgotten", async () => {
	const bus = createBus();
	const { cache, record, reads } = await setup({ invalidation: bus });
	await bus.ready;
	await cache.read(record.id);
	await cache.read(record.id);
	expect(reads()).toBe(1);
	bus.lost();
	await cache.read(record.id);
	await cache.read(record.id);
	expect(reads()).toBe(3);
	bus.restored();
	await cache.read(record.id);
	await cache.read(record.id);
	expect(reads()).toBe(4);
});

test("a channel that can't be opened means no cache, until it can be", async () => {
	let works = false;
	const invalidation = {
		subscribe: async () => {
			if (!works) throw new Error("refused");
			return async () => {};
		},
	};
	const { cache, clock, record, reads } = await setup({ invalidation });
	await cache.read(record.id);
	await cache.read(record.id);
	expect(reads()).toBe(2);
	await cache.readFresh(record.id);
	expect(reads()).toBe(3);
	works = true;
	clock.now += 1000;
	await cache.read(record.id);
	await cache.read(record.id);
	await cache.read(record.id);
	expect(reads()).toBe(3 + 2);
});

test("no more than max sessions are kept, the least recently used go first", async () => {
	const { cache, store, reads, record } = await setup({ max: 2 });
	const others = [sampleRecord(Date.now()), sampleRecord(Date.now())];
	for (const other of others) await store.create(other);
	await cache.read(record.id);
	await cache.read(others[0]?.id ?? "");
	await cache.read(record.id);
	await cache.read(others[1]?.id ?? "");
	expect(reads()).toBe(3);
	await cache.read(record.id);
	expect(reads()).toBe(3);
	await cache.read(others[0]?.id ?? "");
	expect(reads()).toBe(4);
});

test("bulk writes forget everything", async () => {
	const { cache, record } = await setup();
	await cache.read(record.id);
	await cache.endByUser(sampleUser("alice"), { state: "invalidated", reason: "revoked", at: 1 });
	expect((await cache.read(record.id))?.end?.reason).toBe("revoked");
});

test("options that make no sense are refused, all at once", () => {
	expect(() => cached(memoryStore(), { max: 0, staleFor: 0 })).toThrow(/max is 0.*\n.*staleFor is 0/);
});

test("a rotation in one process is no theft in another whose cache is behind", async () => {
	const store = memoryStore();
	const secrets = "a-secret-of-the-cache-tests-long-enough-0123456789";
	const process = () => createSessions({ store: cached(store), secrets });
	const [here, there] = [process(), process()];
	const request = (token: string): SessionRequest => ({
		method: "GET",
		secure: true,
		host: null,
		ip: null,
		header: (name) => (name === "cookie" ? `__Host-Http-sid=${token}` : undefined),
	});
	const { token } = await here.create({ userId: "ada" });
	await there.load(request(token));
	const session = await here.load(request(token));
	await session.rotate();
	const { cookies } = await here.commit(session);
	expect((await there.load(request(cookies[0]?.value ?? ""))).userId).toBe("ada");
	await session.logout();
	const elsewhere = await there.load(request(cookies[0]?.value ?? ""), { fresh: true });
	expect([elsewhere.userId, elsewhere.ended?.reason]).toEqual([null, "logout"]);
});
