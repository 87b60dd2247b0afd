import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { startMariaDb, startPostgres, startRedis, startRedisCluster, startRedisSentinel } from "./index.ts";
import { findProgram } from "./programs.ts";

const redisCli = (port: number, ...args: string[]) =>
	execFileSync(findProgram("redis-cli"), ["-p", `${port}`, ...args], { encoding: "utf8" }).trim();

const runs = (pid: number) => existsSync(`/proc/${pid}`);

function listens(url: string): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(Number(new URL(url).port), "127.0.0.1");
		socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
		socket.once("connect", () => socket.destroy());
	});
}

test("Redis: survives a kill with its data, halts and goes on, and is gone after stop", async () => {
	const redis = await startRedis({ own: true });
	redisCli(redis.port, "SET", "key", "value");
	await redis.kill();
	expect(await listens(redis.url)).toBe(false);
	await redis.restart();
	expect(redisCli(redis.port, "GET", "key")).toBe("value");

	redis.pause();
	const asking = spawn(findProgram("redis-cli"), ["-p", `${redis.port}`, "PING"]);
	const answer = once(asking, "exit").then(() => "answered");
	expect(await Promise.race([answer, sleep(200, "silent")])).toBe("silent");
	redis.resume();
	expect(await answer).toBe("answered");

	const pid = redis.pid ?? 0;
	await redis.stop();
	expect(runs(pid)).toBe(false);
});

test("Redis Cluster: a replica takes over from its master", async () => {
	const cluster = await startRedisCluster({ masters: 3, replicas: 3 });
	try {
		const master = await cluster.masterOf("key");
		await cluster.run(master, "SET", "key", "value");
		await cluster.run(master, "WAIT", "1", "1000");
		await master.kill();
		await vi.waitUntil(() => cluster.masterOf("key").catch(() => null), { timeout: 20_000, interval: 100 });
		expect(await cluster.run(await cluster.masterOf("key"), "GET", "key")).toBe("value\n");
	} finally {
		await cluster.stop();
	}
});

test("Redis Sentinel: the replica takes over from the master", async () => {
	const sentinel = await startRedisSentinel();
	try {
		const master = await sentinel.master();
		await master.kill();
		await vi.waitUntil(async () => (await sentinel.master()) !== master, { timeout: 20_000, interval: 100 });
		expect(redisCli((await sentinel.master()).port, "PING")).toBe("PONG");
	} finally {
		await sentinel.stop();
	}
});

test.each([
	["PostgreSQL", startPostgres],
	["MariaDB", startMariaDb],
])("%s: serves, also again after a kill", async (_name, start) => {
	const database = await start({ own: true });
	try {
		expect(await listens(database.url)).toBe(true);
		await database.kill();
		// Its children keep the port for a moment, until they notice.
		await expect.poll(() => listens(database.url), { timeout: 5000 }).toBe(false);
		await database.restart();
		expect(await listens(database.url)).toBe(true);
	} finally {
		await database.stop();
	}
});

describe("nothing is left behind", () => {
	test.each(["SIGKILL", "SIGTERM"] as const)("when the process that started a service ends by %s", async (signal) => {
		const index = new URL("./index.ts", import.meta.url);
		const script = `
			import { startRedis } from ${JSON.stringify(index)};
			const redis = await startRedis({ own: true });
			console.log(redis.pid);
			setInterval(() => {}, 1000);
		`;
		const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script]);
		const [line] = await once(child.stdout, "data");
		const pid = Number(line);
		const folder = execFileSync("readlink", [`/proc/${pid}/cwd`], { encoding: "utf8" }).trim();
		expect([runs(pid), existsSync(folder)]).toEqual([true, true]);
		child.kill(signal);
		await vi.waitUntil(() => !runs(pid) && !existsSync(folder), { timeout: 10_000, interval: 50 });
	});
});

describe("a service that the environment names", () => {
	test("is used, and can't be hurt", async () => {
		vi.stubEnv("SOJOURN_REDIS_URL", "redis://127.0.0.1:1");
		const redis = await startRedis();
		expect(redis.url).toBe("redis://127.0.0.1:1");
		expect(() => redis.kill()).toThrow("SOJOURN_REDIS_URL");
		await redis.stop();
		vi.unstubAllEnvs();
	});
});

test("a program that isn't installed is named, with the line that installs it", () => {
	vi.stubEnv("PATH", "");
	expect(() => findProgram("redis-server")).toThrow("apt-get install -y redis-server");
	vi.unstubAllEnvs();
});
