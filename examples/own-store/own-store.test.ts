import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createSessions } from "@sojourn/core";
import { sampleRecord } from "@sojourn/core/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cases } from "./cases.ts";
import { ownStore } from "./own-store.ts";

const run = promisify(execFile);
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

let folder: string;
let database: DatabaseSync;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "own-store-"));
	database = new DatabaseSync(join(folder, "sessions.db"));
	database.exec("pragma journal_mode = wal");
});
afterEach(() => {
	database.close();
	rmSync(folder, { recursive: true });
});

test("three processes count in one session, and nothing is lost", async () => {
	const store = ownStore(database);
	const record = sampleRecord(Date.now(), { data: "0" });
	await store.create(record);
	const counter = [path("counter.ts"), join(folder, "sessions.db"), record.id, "200"];
	await Promise.all([0, 1, 2].map(() => run(process.execPath, counter)));
	expect(await store.read(record.id)).toMatchObject({ data: "600", version: 601 });
});

test("work that fails leaves nothing behind, and the store goes on", async () => {
	const store = ownStore(database);
	const oldest = sampleRecord(Date.now());
	await store.create(oldest);
	database.exec(
		"create trigger broken before insert on sessions when new.live_user is not null begin select raise(abort, 'broken'); end",
	);
	const next = sampleRecord(Date.now());
	await expect(store.create(next, { max: 1, policy: "evict-oldest" })).rejects.toThrow("broken");
	database.exec("drop trigger broken");
	expect(await store.read(oldest.id)).toEqual(oldest);
	expect(await store.create(next, { max: 1, policy: "evict-oldest" })).toEqual({ created: true, evicted: [oldest.id] });
});

test("it can't do what it doesn't have: no lists, but sweeping", async () => {
	const sessions = createSessions({
		store: ownStore(database),
		secrets: "a-secret-for-the-example-of-a-store-0123456789",
	});
	// @ts-expect-error a store without a user index
	expect(sessions.list).toBeUndefined();
	expect(await sessions.sweep()).toEqual({ expired: [], forgotten: 0, more: false });
});

test("the contract under node:test, as the documentation says", async () => {
	const { stdout } = await run(process.execPath, ["--test", "--test-reporter=tap", path("contract.node-test.ts")]);
	expect(stdout).toContain(`# pass ${cases.length}\n# fail 0\n`);
});
