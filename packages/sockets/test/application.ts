/** A server with sockets, and where it keeps its sessions. */

import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { onUpgrade, session, sessionErrors } from "@sojourn/adapter-express";
import { createSessions, type Invalidations, type SessionStore } from "@sojourn/core";
import { redisStore } from "@sojourn/store-redis";
import { migrate, postgresStore } from "@sojourn/store-sql";
import express from "express";
import { Redis } from "ioredis";
import { Pool } from "pg";
import { WebSocket, WebSocketServer } from "ws";
import { socketCloser } from "../src/index.ts";

const secrets = "DmN2hxTtQpYJZkRL8sVw4bE7cUa9fKgX3oI6yHqPzSA=";

/** A store that tells all processes what changes. */
export interface Backend {
	readonly store: SessionStore & Invalidations;
	disconnect(): Promise<unknown>;
}

export async function onRedis(url: string): Promise<Backend> {
	const client = new Redis(url);
	return { store: redisStore(client), disconnect: async () => client.disconnect() };
}

export async function onPostgres(url: string): Promise<Backend> {
	const pool = new Pool({ connectionString: url });
	const store = postgresStore(pool, { notifications: pool });
	await migrate(store);
	return { store, disconnect: () => pool.end() };
}

/** An application with a WebSocket and a stream of events for who is logged in. */
export async function startApplication({ store, disconnect }: Backend, every = 600_000) {
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
			await disconnect();
		},
	};
}

export type Application = Awaited<ReturnType<typeof startApplication>>;
