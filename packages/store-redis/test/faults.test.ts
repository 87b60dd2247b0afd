/** One Redis that is killed, halted, or forgets its scripts, under an application with visitors. */

import { setTimeout as sleep } from "node:timers/promises";
import { sampleRecord } from "@sojourn/core/testing";
import { type RedisService, startRedis } from "@sojourn/service-harness";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { mostWaiting } from "../src/bounded.ts";
import { type RedisStore, redisStore } from "../src/index.ts";
import { type Answer, type Application, type Browser, startApplication } from "./application.ts";

/** The deadline of store calls, and what an answer may take beyond it, in milliseconds. */
const deadline = 1_000;
const allowance = 100;
/** What the machine may add to it, being busy with other tests. */
const noise = 1_000;

const clients: Record<string, (url: string) => Promise<{ store: RedisStore; close(): void }>> = {
	async ioredis(url) {
		const client = new Redis(url).on("error", () => {});
		return { store: redisStore(client), close: () => client.disconnect() };
	},
	async "node-redis"(url) {
		const client = createClient({ url }).on("error", () => {});
		await client.connect();
		return { store: redisStore(client), close: () => client.destroy() };
	},
};

describe.concurrent.each(Object.entries(clients))("%s", (_name, connect) => {
	let redis: RedisService;
	let client: Awaited<ReturnType<typeof connect>>;
	let application: Application;
	let browsers: Browser[];
	beforeAll(async () => {
		redis = await startRedis({ own: true });
		client = await connect(redis.url);
		application = await startApplication(client.store, { storeTimeout: deadline });
		browsers = Array.from({ length: 10 }, () => application.browser());
		for (const [index, browser] of browsers.entries()) await browser.post(`/login?user=${index}`);
	});
	afterAll(async () => {
		await application.close();
		client.close();
		await redis.stop();
	});

	/** A request every few milliseconds, to read and to write in turn. */
	async function load(requests: number): Promise<readonly Answer[]> {
		const answers: Promise<Answer>[] = [];
		for (let index = 0; index < requests; index++) {
			const browser = browsers[index % browsers.length] as Browser;
			answers.push(index % 3 === 0 ? browser.post(`/set?key=${index}&value=${index}`) : browser.get("/read"));
			await sleep(10);
		}
		return Promise.all(answers);
	}

	function expectPrompt(answers: readonly Answer[]): void {
		for (const { status, body, took } of answers) {
			expect([200, 204, 503]).toContain(status);
			if (status === 503) expect(JSON.parse(body).error.code).toBe("store-unavailable");
			expect(took).toBeLessThan(deadline + allowance + noise);
		}
	}

	test("Redis is killed: every request is answered by the deadline, and all is well soon after its return", {
		concurrent: false,
	}, async () => {
		const answers = load(100);
		await sleep(300);
		await redis.kill();
		expectPrompt(await answers);
		expect((await answers).filter(({ status }) => status === 503).length).toBeGreaterThan(10);

		await redis.restart();
		const returned = performance.now();
		await vi.waitUntil(async () => (await browsers[0]?.get("/read"))?.status === 200, {
			timeout: 10_000,
			interval: 20,
		});
		expect(performance.now() - returned).toBeLessThan(2_000 + noise);
		for (const [index, browser] of browsers.entries()) {
			expect(JSON.parse((await browser.get("/read")).body).user).toBe(`${index}`);
		}
	});

	test("Redis is halted for 5 seconds: the deadline holds, memory doesn't fill, no write is halfway done", {
		concurrent: false,
	}, async () => {
		redis.pause();
		const halted = sleep(5_000);
		expectPrompt(await load(100));

		const record = sampleRecord(Date.now());
		const calls = Array.from({ length: mostWaiting + 1_000 }, () => client.store.read(record.id));
		const outcomes = Promise.allSettled(calls);
		const refused = Promise.all(calls.slice(-1_000).map((call) => call.catch((error: Error) => error.message)));
		for (const message of await refused) expect(message).toContain("Redis doesn't answer");
		await halted;
		redis.resume();
		await outcomes;

		await vi.waitUntil(async () => (await browsers[0]?.get("/read"))?.status === 200, { timeout: 5_000, interval: 20 });
		expect((await browsers[0]?.post("/set?key=last&value=yes"))?.status).toBe(204);
		expect(JSON.parse((await browsers[0]?.get("/read"))?.body ?? "").data.last).toBe("yes");
	});

	test("scripts are forgotten again and again: nothing fails", { concurrent: false }, async () => {
		const admin = new Redis(redis.url);
		let done = false;
		const flushing = (async () => {
			while (!done) {
				await admin.script("FLUSH");
				await sleep(3);
			}
		})();
		const answers = await load(100);
		done = true;
		await flushing;
		admin.disconnect();
		for (const { status } of answers) expect([200, 204]).toContain(status);
		const { data } = JSON.parse((await browsers[0]?.get("/read"))?.body ?? "");
		expect([data[0], data[30], data[60], data[90]]).toEqual(["0", "30", "60", "90"]);
	});
});
