import { expect, test, vi } from "vitest";
import type { SessionEvent } from "./events.ts";
import { memoryStore } from "./memory-store.ts";
import type { Timers } from "./platform.ts";
import { createSessions } from "./sessions.ts";
import { startSweeper } from "./sweeper.ts";

/** Timers that run when the test says so. */
function handTimers(): Timers & { waiting: { run: () => void; milliseconds: number }[]; fire(): void } {
	const waiting: { run: () => void; milliseconds: number }[] = [];
	return {
		waiting,
		setTimeout(run, milliseconds) {
			const timer = { run, milliseconds };
			waiting.push(timer);
			return timer;
		},
		clearTimeout: (timer) => void waiting.splice(waiting.indexOf(timer as never) >>> 0, 1),
		fire: () => waiting.splice(0).forEach(({ run }) => void run()),
	};
}

test("sweeps in batches until nothing is left, tells what it removed, and stops when it is asked to", async () => {
	let now = 1_800_000_000_000;
	const events: SessionEvent[] = [];
	const sessions = createSessions({
		store: memoryStore({ now: () => now }),
		secrets: "a-secret-of-the-sweeper-tests-long-enough-0123456789",
		now: () => now,
		plugins: [{ name: "recorder", observe: (event) => void events.push(event) }],
	});
	for (let index = 0; index < 25; index++) await sessions.create({ userId: "ada" });
	const timers = handTimers();
	const sweeper = startSweeper(sessions, { every: "15m", batch: 10, timers });

	expect(timers.waiting).toHaveLength(1);
	expect(timers.waiting[0]?.milliseconds).toBeGreaterThanOrEqual(13.5 * 60_000);
	expect(timers.waiting[0]?.milliseconds).toBeLessThanOrEqual(16.5 * 60_000);
	now += 31 * 60_000;
	timers.fire();
	await vi.waitFor(() => expect(timers.waiting).toHaveLength(1));
	expect(events.filter(({ type }) => type === "session.ended")).toHaveLength(25);
	expect(events.filter(({ type }) => type === "sweep.done")).toHaveLength(3);
	expect((await sessions.scan({ active: false })).items).toHaveLength(25);

	now += 25 * 3_600_000;
	timers.fire();
	await vi.waitFor(() => expect(timers.waiting).toHaveLength(1));
	expect((await sessions.scan()).items).toHaveLength(0);

	await sweeper.stop();
	expect(timers.waiting).toHaveLength(0);
});

test("what earlier batches ended is told, also when a later one fails", async () => {
	let now = 1_800_000_000_000;
	const events: SessionEvent[] = [];
	const store = memoryStore({ now: () => now });
	let calls = 0;
	const sweep: typeof store.sweep = async (limit) => {
		if (++calls === 3) throw new Error("down");
		return store.sweep(limit);
	};
	const sessions = createSessions({
		store: { ...store, sweep },
		secrets: "a-secret-of-the-sweeper-tests-long-enough-0123456789",
		now: () => now,
		plugins: [{ name: "recorder", observe: (event) => void events.push(event) }],
	});
	for (let index = 0; index < 25; index++) await sessions.create({ userId: "ada" });
	const timers = handTimers();
	const sweeper = startSweeper(sessions, { batch: 10, timers });
	const count = (type: SessionEvent["type"]) => events.filter((event) => event.type === type).length;

	now += 31 * 60_000;
	timers.fire();
	await vi.waitFor(() => expect(timers.waiting).toHaveLength(1));
	expect([count("session.ended"), count("sweep.done"), count("store.failed")]).toEqual([20, 2, 1]);
	timers.fire();
	await vi.waitFor(() => expect(timers.waiting).toHaveLength(1));
	expect(count("session.ended")).toBe(25);
	await sweeper.stop();
});

test("a sweep that fails is tried again at the next time", async () => {
	const timers = handTimers();
	const sweep = vi
		.fn()
		.mockRejectedValueOnce(new Error("down"))
		.mockResolvedValue({ expired: [], forgotten: 0, more: false });
	const sweeper = startSweeper({ sweep }, { timers });
	timers.fire();
	await vi.waitFor(() => expect(timers.waiting).toHaveLength(1));
	timers.fire();
	await vi.waitFor(() => expect(timers.waiting).toHaveLength(1));
	expect(sweep).toHaveBeenCalledTimes(2);
	await sweeper.stop();
});

test("what a sweep removed is told, also when the store answers after the deadline", async () => {
	let time = 0;
	const answering = Promise.withResolvers<void>();
	const told: SessionEvent[] = [];
	const store = memoryStore({ now: () => time });
	const sessions = createSessions({
		store: {
			...store,
			async sweep(limit: number) {
				const result = await store.sweep(limit);
				await answering.promise;
				return result;
			},
		},
		secrets: "a-secret-that-is-long-enough-0123456789-abcdefg",
		storeTimeout: 1,
		now: () => time,
		plugins: [{ name: "events", observe: (event) => void told.push(event) }],
	});
	const { session } = await sessions.create({ userId: "ada" });
	time = session.expiresAt + 10_000;
	await expect(sessions.sweep()).rejects.toMatchObject({ code: "store-unavailable" });
	answering.resolve();
	await vi.waitFor(() => expect(told.map(({ type }) => type)).toContain("sweep.done"));
	expect(told).toContainEqual(expect.objectContaining({ type: "session.ended", sessionId: session.id }));
});
