import { once } from "node:events";
import {
	type PostgresService,
	type RedisService,
	startPostgres,
	startProxy,
	startRedis,
} from "@sojourn/service-harness";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { type Application, onPostgres, onRedis, startApplication } from "./application.ts";

const patience = { timeout: 10_000, interval: 20 };

let redis: RedisService;
let postgres: PostgresService;
beforeAll(async () => {
	[redis, postgres] = await Promise.all([startRedis({ own: true }), startPostgres()]);
}, 60_000);
afterAll(() => Promise.all([redis.stop(), postgres.stop()]));

describe.each([
	["Redis", () => onRedis(redis.url)],
	["PostgreSQL", () => onPostgres(postgres.url)],
])("X8: what is open closes when its session ends, on %s", (_name, connect) => {
	let here: Application;
	let elsewhere: Application;
	beforeAll(async () => {
		[here, elsewhere] = [await startApplication(await connect()), await startApplication(await connect())];
	});
	afterAll(() => Promise.all([here.close(), elsewhere.close()]));

	test.each([
		["in this process", () => here],
		["in another one", () => elsewhere],
	])("a WebSocket and a stream of events, %s", async (_name, where) => {
		const { id, cookie } = await here.login();
		const other = await here.login();
		const [ws, events, stays] = [await here.socket(cookie), await here.events(cookie), await here.socket(other.cookie)];
		const closed = [once(ws, "close"), once(events.resume(), "end")] as const;
		await where().sessions.end(id, { reason: "password-changed" });
		const [code, reason] = await closed[0];
		expect([code, `${reason}`]).toEqual([4401, "password-changed"]);
		await closed[1];
		expect(stays.readyState).toBe(WebSocket.OPEN);
		stays.close();
	});

	test("a socket whose client doesn't answer is cut off", async () => {
		const { id, cookie } = await here.login();
		const ws = await here.socket(cookie);
		const closed = once(ws, "close");
		Reflect.get(ws, "_receiver").removeAllListeners("conclude"); // the frame comes, and no answer goes
		await here.sessions.end(id);
		expect((await closed)[0]).toBe(1006);
	});

	test("a reason that is too long for a close frame is cut between characters", async () => {
		const { id, cookie } = await here.login();
		const ws = await here.socket(cookie);
		const closed = once(ws, "close");
		await here.sessions.end(id, { reason: "é".repeat(100) });
		expect(`${(await closed)[1]}`).toBe("é".repeat(61));
	});
});

test("when messages get lost without a sign, the session is looked at in time", async () => {
	const proxy = await startProxy(redis.url);
	const [here, elsewhere] = [
		await startApplication(await onRedis(proxy.url), 2_000),
		await startApplication(await onRedis(redis.url)),
	];
	const observer = new Redis(redis.url);
	try {
		const { id, cookie } = await here.login();
		const ws = await here.socket(cookie);
		const closed = once(ws, "close");
		await vi.waitUntil(async () => (await observer.pubsub("CHANNELS")).length > 0, patience);
		proxy.swallow("sojourn"); // is in every message: what its channel is called
		await elsewhere.sessions.end(id);
		expect((await closed)[0]).toBe(4401);
		expect(proxy.swallowed).toBeGreaterThan(0);
	} finally {
		observer.disconnect();
		await Promise.all([here.close(), elsewhere.close()]);
		proxy.close();
	}
});
