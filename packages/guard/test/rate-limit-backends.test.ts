/** G1 on real servers: the same rules wherever counts are kept, exact over processes. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startMariaDb, startPostgres, startRedis } from "@sojourn/service-harness";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createRateLimits, RateLimitError } from "../src/rate-limit/index.ts";
import { type Backend, openCounters } from "./open-counters.ts";

const ip = "203.0.113.7";
let urls: Readonly<Record<Backend, string>>;
const closings: (() => unknown)[] = [];

beforeAll(async () => {
	const [redis, postgres, mariaDb] = await Promise.all([startRedis(), startPostgres(), startMariaDb()]);
	const folder = mkdtempSync(join(tmpdir(), "sojourn-guard-"));
	urls = {
		"Redis, ioredis": redis.url,
		"Redis, node-redis": redis.url,
		PostgreSQL: postgres.url,
		MariaDB: mariaDb.url,
		SQLite: join(folder, "limits.db"),
	};
	closings.push(
		() => Promise.all([redis.stop(), postgres.stop(), mariaDb.stop()]),
		() => rmSync(folder, { recursive: true }),
	);
}, 120_000);
afterAll(async () => {
	for (const close of closings) await close();
});

/** Redis has a clock of its own; the others are told the time. */
const timed: readonly Backend[] = ["PostgreSQL", "MariaDB", "SQLite"];
const backends: readonly Backend[] = ["Redis, ioredis", "Redis, node-redis", ...timed];

/** Limits of a client of its own. */
async function open(backend: Backend) {
	const { counters, close } = await openCounters(backend, urls[backend]);
	closings.unshift(close);
	return createRateLimits({ counters, rules: { login: { max: 3, window: "1m", by: "user" } }, timeout: 10_000 });
}

describe.each(backends)("%s", (backend) => {
	test("lets so many through, over all clients, holds the next one off, and forgets when told to", async () => {
		const [here, there] = [await open(backend), await open(backend)];
		const subject = { ip, userId: `ada of ${backend}` };
		for (const remaining of [2, 1, 0]) expect(await here.consume("login", subject)).toMatchObject({ remaining });
		await expect(there.consume("login", subject)).rejects.toMatchObject({ code: "rate-limited", retryAfter: 60 });
		const error = await here.consume("login", subject).catch((error) => error);
		expect(error.code).toBe("rate-limited");
		expect(error.retryAfter).toBeLessThanOrEqual(60);
		expect(await here.consume("login", { ip, userId: `bob of ${backend}` })).toMatchObject({ remaining: 2 });
		await there.reset("login", subject);
		expect(await here.consume("login", subject)).toMatchObject({ remaining: 2 });
	});

	test("is exact under 200 concurrent requests over two processes", async () => {
		const program = fileURLToPath(new URL("rate-limit-process.ts", import.meta.url));
		const processes: ChildProcess[] = [];
		for (let i = 0; i < 2; i++) {
			const child = fork(program, [backend, urls[backend], "50"]);
			closings.unshift(() => child.kill());
			processes.push(child);
		}
		await Promise.all(processes.map((child) => once(child, "message")));
		const answers = processes.map((child) => once(child, "message"));
		for (const child of processes) child.send(100);
		const letThrough = (await Promise.all(answers)).map(([count]) => count);
		expect(letThrough.reduce((sum, count) => sum + count, 0)).toBe(50);
		for (const child of processes) child.kill();
	}, 60_000);
});

test("a Redis that hangs: a rule that is closed refuses, one that is open lets pass, and both count again afterwards", async () => {
	const redis = await startRedis({ own: true });
	const { counters, close } = await openCounters("Redis, ioredis", redis.url);
	closings.unshift(close, () => redis.stop());
	const rule = { max: 100, window: "1m", by: "ip" } as const;
	const rules = { closed: rule, open: { ...rule, whenDown: "open" } } as const;
	const limits = createRateLimits({ counters, rules, timeout: 200 });
	await vi.waitUntil(() => limits.consume("open", { ip }), { timeout: 10_000 });
	redis.pause();
	await expect(limits.consume("closed", { ip })).rejects.toMatchObject({ code: "store-unavailable", status: 503 });
	expect(await limits.consume("open", { ip })).toBeNull();
	redis.resume();
	for (const name of ["closed", "open"] as const)
		await vi.waitUntil(() => limits.consume(name, { ip }).catch(() => null), { timeout: 10_000 });
});

describe.each(timed)("%s", (backend) => {
	afterEach(() => void vi.useRealTimers());

	test("its back-off doubles, and is 30 minutes at most", async () => {
		vi.useFakeTimers({ toFake: ["Date"] });
		const limits = await open(backend);
		const subject = { ip, userId: `eve of ${backend}` };
		const held: number[] = [];
		while (held.length < 7) {
			try {
				await limits.consume("login", subject);
			} catch (error) {
				if (!(error instanceof RateLimitError)) throw error;
				held.push(error.retryAfter);
				vi.setSystemTime(Date.now() + error.retryAfter * 1000);
			}
		}
		expect(held).toEqual([60, 120, 240, 480, 960, 1800, 1800]);
	});
});
