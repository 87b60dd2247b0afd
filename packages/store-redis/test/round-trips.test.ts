/** What a request costs: commands that travel, counted by Redis itself. */

import { once } from "node:events";
import { type RedisService, startRedis } from "@sojourn/service-harness";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { redisStore } from "../src/index.ts";
import { type Application, startApplication } from "./application.ts";

let service: RedisService;
let redis: Redis;
let monitor: Redis;
let application: Application;
beforeAll(async () => {
	service = await startRedis({ own: true });
	redis = new Redis(service.url);
	monitor = await redis.monitor();
	application = await startApplication(redisStore(redis), {
		touchEvery: "1m",
		limit: { max: 5, policy: "evict-oldest" },
	});
});
afterAll(async () => {
	await application.close();
	monitor.disconnect();
	redis.disconnect();
	await service.stop();
});

/** The names of the commands that came over the wire meanwhile. What scripts run inside Redis doesn't. */
async function commandsOf(act: () => Promise<unknown>): Promise<string[]> {
	const commands: string[] = [];
	const listener = (_time: string, [name = ""]: string[], source: string) => {
		if (source !== "lua") commands.push(name.toLowerCase());
	};
	monitor.on("monitor", listener);
	await act();
	const last = once(monitor, "monitor");
	await redis.echo("done");
	while (!commands.includes("echo")) await last;
	monitor.off("monitor", listener);
	return commands.filter((name) => name !== "echo");
}

test("a visitor without a session costs none", async () => {
	expect(await commandsOf(() => application.browser().get("/read"))).toEqual([]);
});

test("a request that only reads costs one, a changed key two, a login one, a logout two", async () => {
	const browser = application.browser();
	await browser.post("/login"); // Redis learns the scripts
	await browser.post("/set");
	await browser.post("/logout");
	expect(await commandsOf(() => browser.post("/login"))).toEqual(["evalsha"]);
	expect(await commandsOf(() => browser.get("/read"))).toEqual(["get"]);
	expect(await commandsOf(() => browser.post("/set?value=1"))).toEqual(["get", "evalsha"]);
	expect(await commandsOf(() => browser.post("/set?value=1"))).toEqual(["get"]);
	expect(await commandsOf(() => browser.post("/logout"))).toEqual(["get", "evalsha"]);
});
