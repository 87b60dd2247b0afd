import { createSessions, memoryStore, type SessionEnd } from "@sojourn/core";
import { expect, test } from "vitest";
import { type SocketCloserOptions, socketCloser } from "./index.ts";

const secrets = "DmN2hxTtQpYJZkRL8sVw4bE7cUa9fKgX3oI6yHqPzSA=";
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Two processes' sessions on one store; the first has the sockets. Time passes when the test says so. */
function setup(options: Partial<SocketCloserOptions> = {}) {
	const clock = { now: Date.parse("2026-01-01") };
	const now = () => clock.now;
	const timers: (() => void)[] = [];
	const memory = memoryStore({ now });
	let reads = 0;
	let failing = false;
	const store = {
		...memory,
		async read(id: string) {
			reads++;
			if (failing) throw new Error("away");
			return memory.read(id);
		},
	};
	const closer = socketCloser({
		...{ store, now },
		timers: {
			setTimeout: (run) => timers.push(run),
			clearTimeout: (timer) => void timers.splice((timer as number) - 1, 1),
		},
		...options,
	});
	const ends: SessionEnd[] = [];
	return {
		...{ clock, store, closer, ends, timers },
		here: createSessions({ store: memory, secrets, now, plugins: [closer] }),
		elsewhere: createSessions({ store: memory, secrets, now }),
		watch: (id: string | null) => closer.whenEnded({ id }, (end) => ends.push(end)),
		reads: () => reads,
		fail: (now: boolean) => {
			failing = now;
		},
		/** Lets the time until the next look pass. */
		async look() {
			timers.shift()?.();
			await settled();
		},
	};
}

test("a session that ends here is told at once", async () => {
	const { here, watch, ends } = setup();
	const { session } = await here.create({ userId: "ada" });
	watch(session.id);
	await here.end(session.id, { reason: "logout" });
	expect(ends).toMatchObject([{ state: "invalidated", reason: "logout" }]);
});

test("a session that ends elsewhere is told at the next look, and once", async () => {
	const { here, elsewhere, watch, ends, look } = setup();
	const { session } = await here.create({ userId: "ada" });
	watch(session.id);
	await settled();
	await elsewhere.endAll("ada", { reason: "password-changed" });
	expect(ends).toEqual([]);
	await look();
	await look();
	expect(ends).toMatchObject([{ state: "invalidated", reason: "password-changed" }]);
});

test("a session that expires is told at the next look", async () => {
	const { here, clock, watch, ends, look } = setup();
	const { session } = await here.create({ userId: "ada" });
	watch(session.id);
	await look();
	clock.now = session.idleExpiresAt;
	await look();
	expect(ends).toMatchObject([{ state: "expired", reason: "idle" }]);
});

test("a session that isn't there any more, or had ended before, is told at once", async () => {
	const { here, elsewhere, watch, ends } = setup();
	const { session } = await here.create({ userId: "ada" });
	await elsewhere.end(session.id);
	watch(session.id);
	watch("nobody");
	await settled();
	expect(ends.map(({ reason }) => reason)).toEqual(["revoked", "forgotten"]);
});

test("while the store fails nobody is told, and after that everybody", async () => {
	const { here, elsewhere, watch, ends, look, fail } = setup();
	const { session } = await here.create({ userId: "ada" });
	watch(session.id);
	await settled();
	await elsewhere.end(session.id);
	fail(true);
	await look();
	expect(ends).toEqual([]);
	fail(false);
	await look();
	expect(ends).toHaveLength(1);
});

test("a message during a look makes it look again", async () => {
	let tell = (_id: string): void => {};
	const invalidation = {
		subscribe: async ({ changed }: { changed(id: string): void }) => {
			tell = changed;
			return async () => {};
		},
	};
	const { here, elsewhere, watch, ends, store } = setup({ invalidation });
	const { session } = await here.create({ userId: "ada" });
	const { promise: gate, resolve: release } = Promise.withResolvers<void>();
	const { read } = store;
	store.read = async (id) => {
		const record = await read(id);
		await gate;
		return record;
	};
	watch(session.id);
	await settled();
	await elsewhere.end(session.id);
	tell(session.id);
	release();
	await settled();
	expect(ends).toHaveLength(1);
});

test("a subscription that fails is tried again at the next look; messages that were missed are made up for", async () => {
	let subscriptions = 0;
	let restored = (): void => {};
	const invalidation = {
		subscribe: async (listener: { restored(): void }) => {
			if (++subscriptions === 1) throw new Error("away");
			restored = listener.restored;
			return async () => {};
		},
	};
	const { here, elsewhere, watch, ends, look } = setup({ invalidation });
	const { session } = await here.create({ userId: "ada" });
	watch(session.id);
	await settled();
	await look();
	await settled();
	expect(subscriptions).toBe(2);
	await elsewhere.end(session.id);
	restored();
	await settled();
	expect(ends).toHaveLength(1);
});

test("what ended while the subscription was being opened is found when it is open", async () => {
	const { promise: opened, resolve: open } = Promise.withResolvers<() => Promise<void>>();
	const { here, elsewhere, watch, ends } = setup({ invalidation: { subscribe: () => opened } });
	const { session } = await here.create({ userId: "ada" });
	watch(session.id);
	await settled();
	await elsewhere.end(session.id);
	open(async () => {});
	await settled();
	expect(ends).toHaveLength(1);
});

test("who stops waiting isn't told, and what nobody waits for isn't read", async () => {
	const { here, watch, ends, look, reads } = setup();
	const { session } = await here.create({ userId: "ada" });
	const stops = [watch(session.id), watch(session.id)];
	await settled();
	stops[0]?.();
	stops[1]?.();
	const before = reads();
	await look();
	expect(reads()).toBe(before);
	await here.end(session.id);
	expect(ends).toEqual([]);
});

test("all sessions are looked at, each once, however many there are", async () => {
	const { here, elsewhere, watch, ends, look, reads } = setup();
	for (let count = 0; count < 150; count++) watch((await here.create({ userId: "ada" })).session.id);
	await settled();
	await elsewhere.endAll("ada");
	const before = reads();
	await look();
	await settled();
	expect([reads() - before, ends.length]).toEqual([150, 150]);
});

test("after close nothing is watched, and no timer is left", async () => {
	const { here, watch, ends, closer, timers } = setup();
	const { session } = await here.create({ userId: "ada" });
	watch(session.id);
	await closer.close();
	await here.end(session.id);
	expect([ends, timers]).toEqual([[], []]);
});

test("a visitor of whom nothing is stored, and a time of nothing, are refused with what to do", () => {
	expect(() => setup().watch(null)).toThrow(/session\.require\(\)/);
	expect(() => setup({ every: 0 })).toThrow(/every/);
});
