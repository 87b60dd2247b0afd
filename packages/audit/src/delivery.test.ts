import { expect, test } from "vitest";
import { Delivery, type DeliverySettings } from "./delivery.ts";
import type { AuditEvent } from "./event.ts";
import type { AuditSink } from "./sink.ts";

/** A sink that takes, refuses or keeps waiting, as the test has it, and a delivery to it whose timers the test runs. */
function setup(settings: Partial<DeliverySettings> = {}) {
	const batches: string[][] = [];
	const timers: { run: () => void; milliseconds: number }[] = [];
	let mode: "takes" | "refuses" | "waits" = "takes";
	let release = () => {};
	const sink: AuditSink = {
		name: "test",
		async write(events) {
			if (mode === "refuses") throw new Error("refused");
			if (mode === "waits") await new Promise<void>((resolve) => (release = resolve));
			batches.push(events.map((event) => (event.type === "audit.dropped" ? `-${event.details.events}` : event.id)));
		},
	};
	const delivery = new Delivery(sink, {
		...{ batch: 3, every: 50, queue: 5, drop: "newest", failed: () => {}, missing },
		timers: {
			setTimeout(run, milliseconds) {
				const timer = { run, milliseconds };
				timers.push(timer);
				return timer;
			},
			clearTimeout(timer) {
				const index = timers.indexOf(timer as (typeof timers)[number]);
				if (index >= 0) timers.splice(index, 1);
			},
		},
		...settings,
	});
	return {
		delivery,
		batches,
		waits: () => timers.map(({ milliseconds }) => milliseconds),
		become(next: typeof mode) {
			mode = next;
		},
		release: () => release(),
		add: (...ids: (string | number)[]) => {
			for (const id of ids) delivery.add(event(`${id}`));
		},
		async timer() {
			timers.shift()?.run();
			await settled();
		},
	};
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function event(id: string): AuditEvent {
	const about = { sessionId: null, userId: null, ip: null, device: null };
	return { v: 1, id, at: 0, type: "session.renamed", ...about, details: {} };
}

function missing(events: number): AuditEvent {
	return { ...event("told"), type: "audit.dropped", details: { events } };
}

test("events wait for each other, and come in order", async () => {
	const { add, batches, timer, waits } = setup();
	add(1, 2);
	expect(waits()).toEqual([50]);
	await timer();
	expect(batches).toEqual([["1", "2"]]);
	add(3);
	await timer();
	expect(batches).toEqual([["1", "2"], ["3"]]);
});

test("a full batch doesn't wait, but is never written within the call that filled it", async () => {
	const { add, batches, timer, waits } = setup();
	add(1, 2, 3, 4);
	expect(batches).toEqual([]);
	expect(waits()).toEqual([0]);
	await timer();
	expect(batches).toEqual([["1", "2", "3"]]);
	expect(waits()).toEqual([50]);
	await timer();
	expect(batches).toEqual([["1", "2", "3"], ["4"]]);
});

test("what comes while the sink writes goes with the next batch, which waits for others unless it is full", async () => {
	const { add, batches, become, release, timer, waits, delivery } = setup();
	become("waits");
	add(1);
	await timer();
	add(2, 3, 4, 5);
	become("takes");
	release();
	await settled();
	expect(batches).toEqual([["1"], ["2", "3", "4"]]);
	expect(waits()).toEqual([50]);
	add(6);
	await timer();
	expect(batches.at(-1)).toEqual(["5", "6"]);
	expect(delivery.stats).toEqual({ sink: "test", written: 6, dropped: 0, waiting: 0, failures: 0 });
});

test("a batch that was refused is tried again after pauses that double up to 5 seconds", async () => {
	const { add, batches, become, timer, waits } = setup();
	become("refuses");
	add(1);
	await timer();
	const pauses: number[] = [];
	for (let turn = 0; turn < 8; turn++) {
		pauses.push(...waits());
		await timer();
	}
	expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
	become("takes");
	await timer();
	expect(batches).toEqual([["1"]]);
});

test("a listener to failures that fails itself keeps nothing from being brought", async () => {
	const throwing = () => {
		throw new Error("listener");
	};
	const { add, batches, become, timer } = setup({ failed: throwing });
	become("refuses");
	add(1);
	await timer();
	become("takes");
	await timer();
	expect(batches).toEqual([["1"]]);
});

test.each([
	["newest", ["1", "2", "3"], ["-2", "4", "5"]],
	["oldest", ["1", "2", "3"], ["-2", "6", "7"]],
] as const)("of a full queue the %s are dropped, counted and told", async (drop, first, second) => {
	const { add, batches, become, timer, delivery } = setup({ drop });
	become("refuses");
	add(1, 2, 3);
	await timer();
	add(4, 5, 6, 7);
	expect(delivery.stats).toMatchObject({ dropped: 2, waiting: 5 });
	become("takes");
	await timer();
	await timer();
	const [one = [], ...others] = batches;
	expect([one.filter((id) => id !== "-2"), others.flat()]).toEqual([first, second.slice(1)]);
	expect(one[0]).toBe("-2");
	expect(delivery.stats).toMatchObject({ written: 5, dropped: 2, waiting: 0 });
	add(8);
	await timer();
	expect(batches.at(-1)).toEqual(["8"]);
});

test("flush brings all that came before, and tries at once what was refused", async () => {
	const { add, batches, become, delivery, timer } = setup();
	become("refuses");
	add(1, 2, 3, 4);
	await timer();
	become("takes");
	await delivery.flush();
	expect(batches).toEqual([["1", "2", "3"], ["4"]]);
	await delivery.flush();
});

test("close writes what waits, and takes nothing more", async () => {
	const { add, batches, delivery, waits } = setup();
	add(1, 2);
	await delivery.close(1000);
	add(3);
	expect(batches).toEqual([["1", "2"]]);
	expect(delivery.stats).toMatchObject({ written: 2, dropped: 1, waiting: 0 });
	expect(waits()).toEqual([]);
});

test.each(["refuses", "waits"] as const)("close gives up a sink that %s, and counts what is lost", async (mode) => {
	const { add, become, delivery, timer, waits, release, batches } = setup();
	become(mode);
	add(1, 2, 3, 4);
	await timer();
	const closed = delivery.close(1000);
	await settled();
	while (waits().length > 0) await timer();
	await closed;
	expect(delivery.stats).toMatchObject({ written: 0, dropped: 4, waiting: 0 });
	become("takes");
	release();
	await settled();
	expect(delivery.stats).toMatchObject({ written: 0, dropped: 4, waiting: 0 });
	expect(batches.flat()).toHaveLength(mode === "waits" ? 3 : 0);
});
