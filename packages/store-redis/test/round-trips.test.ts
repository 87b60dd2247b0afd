/** What a request costs: commands that travel, counted by Redis itself. */

import { type RedisService, startRedis } from "@sojourn/service-harness";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { redisStore } from "../src/index.ts";
import { type Application, startApplication } from "./application.ts";
import { type CommandWatch, watchCommands } from "./command-watch.ts";

let service: RedisService;
let redis: Redis;
let commands: CommandWatch;
let application: Application;
beforeAll(async () => {
	service = await startRedis({ own: true });
	redis = new Redis(service.url);
	commands = await watchCommands(service.url);
	application = await startApplication(redisStore(redis), {
		touchEvery: "1m",
		limit: { max: 5, policy: "evict-oldest" },
	});
});
afterAll(async () => {
	await application.close();
	commands.close();
	redis.disconnect();
	await service.stop();
});

test("a visitor without a session costs none", async () => {
	expect(await commands.during(() => application.browser().get("/read"))).toEqual([]);
});

test("a request that only reads costs one, a changed key two, a login one, a logout two", async () => {
	const browser = application.browser();
	await browser.post("/login"); // Redis learns the scripts
	await browser.post("/set");
	await browser.post("/logout");
	expect(await commands.during(() => browser.post("/login"))).toEqual(["evalsha"]);
	expect(await commands.during(() => browser.get("/read"))).toEqual(["get"]);
	expect(await commands.during(() => browser.post("/set?value=1"))).toEqual(["get", "evalsha"]);
	expect(await commands.during(() => browser.post("/set?value=1"))).toEqual(["get"]);
	expect(await commands.during(() => browser.post("/logout"))).toEqual(["get", "evalsha"]);
});
