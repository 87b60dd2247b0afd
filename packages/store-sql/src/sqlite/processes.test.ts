import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sampleRecord, sampleUser } from "@sojourn/core/testing";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "../migrations.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { sqliteStore } from "./sqlite-store.ts";

let folder: ReturnType<typeof temporaryFolder>;
const workers: ChildProcess[] = [];
/** What the first worker has compiled, so that the others start in a third of the time. */
const compileCache = mkdtempSync(join(tmpdir(), "sojourn-"));
afterAll(() => rmSync(compileCache, { recursive: true }));

beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => {
	for (const worker of workers.splice(0)) worker.kill("SIGKILL");
	folder.remove();
});

/** A worker process, and the lines that it has said so far. */
function start(job: string) {
	const script = fileURLToPath(new URL("../testing/worker.ts", import.meta.url));
	const env = { ...process.env, NODE_COMPILE_CACHE: compileCache };
	const worker = spawn(process.execPath, [script, folder.file, job], { env, stdio: ["pipe", "pipe", "inherit"] });
	workers.push(worker);
	let said = "";
	worker.stdout.setEncoding("utf8").on("data", (text: string) => {
		said += text;
	});
	const closed = once(worker, "close");
	const lines = () => said.split("\n").slice(0, -1);
	return {
		worker,
		closed,
		lines,
		/** Waits until it has said so many lines. */
		async saying(count: number) {
			while (lines().length < count) {
				const heard = await Promise.race([once(worker.stdout, "data"), closed.then(() => null)]);
				if (heard === null) throw new Error(`The worker ended with ${worker.exitCode ?? worker.signalCode}.`);
			}
		},
	};
}

test("two at a time, killed while writing, 50 in all: the file opens, what was acknowledged is there, and no session is half there", async () => {
	await migrate(sqliteStore(folder.connect()));
	const acknowledged = new Map<string, number>();
	for (let round = 0; round < 25; round++) {
		const pair = [start("write"), start("write")];
		await Promise.all(pair.map(({ saying }) => saying(5 + ((round * 17) % 40))));
		for (const { worker } of pair) worker.kill("SIGKILL");
		for (const { lines, closed } of pair) {
			await closed;
			for (const line of lines()) {
				const [id = "", version = ""] = line.split(" ");
				acknowledged.set(id, Number(version));
			}
		}

		const connection = folder.connect();
		expect(connection.pragma("integrity_check")).toEqual([{ integrity_check: "ok" }]);
		const store = sqliteStore(connection);
		for (const [id, version] of acknowledged) {
			const record = await store.read(id);
			expect(record?.version).toBeGreaterThanOrEqual(version);
			expect(record?.data).toBe(record?.end === null ? `at ${record.version}` : "");
		}
		for (let user = 0; user < 7; user++) {
			const all = connection.prepare("select count(*) from sojourn_sessions where user_id = ?").pluck();
			const live = await store.countByUser(sampleUser(`user ${user}`));
			expect(live).toBe(Math.min(3, Number(all.get(`user ${user}`))));
		}
	}
	expect(acknowledged.size).toBeGreaterThanOrEqual(400);
}, 120_000);

test("two processes race: limits stay exact, and no update is lost", async () => {
	const store = sqliteStore(folder.connect());
	await migrate(store);
	await store.create(sampleRecord(Date.now(), { id: "counter", userId: null, data: "0" }));
	const racers = [start("race"), start("race")];
	for (const racer of racers) await racer.saying(1);
	for (const { worker } of racers) worker.stdin?.end("go");
	for (const { closed } of racers) expect(await closed).toEqual([0, null]);

	const said = racers.flatMap((racer) => racer.lines());
	const evicted = said.filter((line) => line.startsWith("evicted")).flatMap((line) => line.split(" ").slice(1));
	expect(await store.countByUser(sampleUser("alice"))).toBe(5);
	expect(new Set(evicted.filter(Boolean)).size).toBe(45);
	expect(said).not.toContain("refused");
	expect(said.filter((line) => line === "won" || line === "lost").sort()).toEqual(["lost", "won"]);
	expect(await store.read("counter")).toMatchObject({ version: 102, data: "101" });
});

test("two processes sweep at once: all that has expired is ended, and told by one of them", async () => {
	const connection = folder.connect();
	const store = sqliteStore(connection);
	await migrate(store);
	const expired = Array.from({ length: 2_000 }, () => sampleRecord(Date.now() - 60_000, { idleTimeout: 1 }));
	connection.exec("begin");
	for (const record of expired) await store.create(record);
	connection.exec("commit");
	const sweepers = [start("sweep"), start("sweep")];
	for (const sweeper of sweepers) await sweeper.saying(1);
	for (const { worker } of sweepers) worker.stdin?.end("go");
	for (const { closed } of sweepers) expect(await closed).toEqual([0, null]);
	const told = sweepers.flatMap(({ lines }) => lines().slice(1));
	expect(told.sort()).toEqual(expired.map(({ id }) => `expired ${id}`).sort());
});
