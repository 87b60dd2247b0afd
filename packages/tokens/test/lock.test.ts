/** A lock across processes, some of which crash or are halted. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { withLock } from "../src/ledger/lock.ts";
import type { LockSettings } from "./lock-process.ts";
import { kinds, startLedger } from "./shared-ledger.ts";

describe.each(kinds)("%s", (kind) => {
	let opened: Awaited<ReturnType<typeof startLedger>>;
	const processes: ChildProcess[] = [];
	beforeAll(async () => {
		opened = await startLedger(kind);
	}, 60_000);
	afterEach(() => {
		for (const one of processes.splice(0)) one.kill("SIGKILL");
	});
	afterAll(async () => {
		await opened.close();
		await opened.service.stop();
	});

	function startProcess(settings: Omit<LockSettings, "address">): ChildProcess {
		const all: LockSettings = { ...settings, address: opened.address };
		const child = fork(new URL("./lock-process.ts", import.meta.url), [JSON.stringify(all)]);
		processes.push(child);
		return child;
	}

	/** A process that holds the lock. */
	async function startHolder(ttl: number) {
		const child = startProcess({ ttl });
		expect(await once(child, "message")).toEqual(["held", undefined]);
		return {
			child,
			/** Has it end its work. Gives whether it had lost the lock by then. */
			async end(): Promise<unknown> {
				const told = once(child, "message");
				child.send("end");
				const [lost] = await told;
				await once(child, "exit");
				return lost;
			},
		};
	}

	const wait = { ttl: "1m", waitFor: "20s" } as const;

	test("processes that add to one number lose nothing", async () => {
		const folder = mkdtempSync(join(tmpdir(), "sojourn-lock-"));
		const file = join(folder, "number");
		writeFileSync(file, "0");
		const counters = [1, 2, 3].map(() => startProcess({ ttl: 30_000, count: { file, times: 20 } }));
		const codes = await Promise.all(counters.map((child) => once(child, "exit")));
		expect(codes.map(([code]) => code)).toEqual([0, 0, 0]);
		expect(readFileSync(file, "utf8")).toBe("60");
		rmSync(folder, { recursive: true });
	});

	test("a process that crashes keeps the others out until its time is up, and no longer", async () => {
		const { child } = await startHolder(2_000);
		expect(await withLock(opened.ledger, "lock", async () => {}, { waitFor: 0 })).toEqual({ busy: true });
		child.kill("SIGKILL");
		await once(child, "exit");
		expect(await withLock(opened.ledger, "lock", async () => "mine", wait)).toEqual({ busy: false, result: "mine" });
	});

	test("a process that works on keeps the others out, though its time would have been up", async () => {
		const { end } = await startHolder(5_000);
		expect(await withLock(opened.ledger, "lock", async () => {}, { waitFor: "6s" })).toEqual({ busy: true });
		expect(await end()).toBe(false);
		expect(await opened.ledger.get("lock")).toBeNull();
	});

	test("a process that was halted for too long knows, and doesn't take away the lock of the next one", async () => {
		const { child, end } = await startHolder(500);
		child.kill("SIGSTOP");
		const locked = await withLock(
			opened.ledger,
			"lock",
			async (lease) => {
				const owner = await opened.ledger.get("lock");
				child.kill("SIGCONT");
				expect(await end()).toBe(true);
				expect(await opened.ledger.get("lock")).toBe(owner);
				return lease.lost;
			},
			wait,
		);
		expect(locked).toEqual({ busy: false, result: false });
		expect(await opened.ledger.get("lock")).toBeNull();
	});
});
