import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { onUpgrade, session, sessionErrors } from "@sojourn/adapter-express";
import { createSessions } from "@sojourn/core";
import { startProxy, startRedis } from "@sojourn/service-harness";
import { redisStore } from "@sojourn/store-redis";
import express from "express";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { socketCloser } from "../src/index.ts";

const secrets = "DmN2hxTtQpYJZkRL8sVw4bE7cUa9fKgX3oI6yHqPzSA=";

const patience = { timeout: 10_000, interval: 20 };

let redis: Awaited<ReturnType<typeof startRedis>>;
beforeAll(async () => {
	redis = await startRedis({ own: true });
});
afterAll(() => redis.stop());

/** An application on Redis, with a WebSocket and a stream of events for who is logged in. */
async function startApplication(url = redis.url, every = 600_000) {
	const client = new Redis(url);
	const store = redisStore(client);
	const closer = socketCloser({ store, invalidation: store, every });
	const sessions = createSessions({ store, secrets, plugins: [closer] });
	const app = express();
	const server = createServer(app);
	const sockets = new WebSocketServer({ noServer: true });
	app.use(session(sessions));
	app.post("/login", async (req, res) => {
		await req.session.login("ada");
		res.json(req.session.id);
	});
	app.get("/events", (req, res) => {
		req.session.require();
		res.writeHead(200, { "content-type": "text/event-stream" }).write("data: hello\n\n");
		closer.closeWhenEnded(res, req.session);
	});
	app.use(sessionErrors());
	server.on(
		"upgrade",
		onUpgrade(app, sessions, (session, request, socket, head) => {
			session.require();
			sockets.handleUpgrade(request, socket, head, (ws) => closer.closeWhenEnded(ws, session));
		}),
	);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const origin = `http://127.0.0.1:${port}`;

	return {
		sessions,
		async login() {
			const response = await fetch(`${origin}/login`, { method: "POST" });
			const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]);
			return { id: (await response.json()) as string, cookie: cookie.join("; ") };
		},
		async socket(cookie: string) {
			const ws = new WebSocket(`ws://127.0.0.1:${port}/`, { headers: { cookie }, origin });
			await once(ws, "open");
			return ws;
		},
		async events(cookie: string) {
			const request = get(`${origin}/events`, { headers: { cookie } });
			const [response] = await once(request, "response");
			await once(response, "data");
			return response;
		},
		async close() {
			await closer.close();
			for (const ws of sockets.clients) ws.terminate();
			server.close();
			server.closeAllConnections();
			client.disconnect();
		},
	};
}

type Application = Awaited<ReturnType<typeof startApplication>>;

describe("X8: what is open closes when its session ends", () => {
	let here: Application;
	let elsewhere: Application;
	beforeAll(async () => {
		[here, elsewhere] = [await startApplication(), await startApplication()];
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
	const [here, elsewhere] = [await startApplication(proxy.url, 2_000), await startApplication()];
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
