/** A process of its own that works on a SQLite file: `node worker.ts FILE write|race|sweep`. It says what the store acknowledged. */

import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import type { SessionRecord } from "@sojourn/core";
import { sampleRecord } from "@sojourn/core/testing";
import { sqliteStore } from "../sqlite/sqlite-store.ts";
import { openDatabase } from "./folder.ts";

flushCompileCache(); // now: it may be killed
const [, , file = "", job = ""] = process.argv;
const store = sqliteStore(openDatabase(file));
const say = (line: string) => writeSync(1, `${line}\n`);

/** An id that no other process gives. */
const uniqueId = (turn: number) => `work${`${process.pid}-${turn}`.padStart(22, "0")}`;

/** Logs users in and writes to their sessions, until it is killed. */
async function write(): Promise<void> {
	for (let turn = 0; ; turn++) {
		const record = sampleRecord(Date.now(), { id: uniqueId(turn), userId: `user ${turn % 7}`, data: "at 1" });
		await store.create(record, { max: 3, policy: "evict-oldest" });
		say(`${record.id} 1`);
		for (const version of [2, 3]) {
			const updated = await store.update({ ...record, version, data: `at ${version}` }, version - 1);
			if (updated) say(`${record.id} ${version}`);
		}
	}
}

/** Races against the other processes: an update of what all of them have read, 25 logins of one user, 50 additions. */
async function race(): Promise<void> {
	const counter = await readCounter();
	say("ready");
	await new Promise((resolve) => process.stdin.once("data", resolve));
	say((await addOne(counter)) ? "won" : "lost");
	for (let turn = 0; turn < 25; turn++) {
		const record = sampleRecord(Date.now(), { id: uniqueId(turn) });
		const result = await store.create(record, { max: 5, policy: "evict-oldest" });
		say(result.created ? `evicted ${result.evicted.join(" ")}` : "refused");
	}
	let added = 0;
	while (added < 50) if (await addOne(await readCounter())) added++;
	process.exit(0);
}

/** Sweeps until nothing is left. */
async function sweep(): Promise<void> {
	say("ready");
	await new Promise((resolve) => process.stdin.once("data", resolve));
	for (let more = true; more; ) {
		const swept = await store.sweep(1_000);
		for (const { id } of swept.expired) say(`expired ${id}`);
		more = swept.more;
		await new Promise(setImmediate); // the other one's turn
	}
	process.exit(0);
}

async function readCounter(): Promise<SessionRecord> {
	return (await store.read("counter")) as SessionRecord;
}

async function addOne(counter: SessionRecord): Promise<boolean> {
	const next = { ...counter, version: counter.version + 1, data: `${Number(counter.data) + 1}` };
	return store.update(next, counter.version);
}

const jobs: Readonly<Record<string, () => Promise<void>>> = { write, race, sweep };
await jobs[job]?.();
