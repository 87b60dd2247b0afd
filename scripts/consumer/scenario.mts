import assert from "node:assert/strict";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Sessions } from "@sojourn/core";
import { type ExpressModules, serveExpress } from "./express.mts";
import { type HonoModules, serveFetch, serveHono } from "./hono.mts";
import { type KoaModules, serveKoa } from "./koa.mts";

/** The session data of the applications. */
export interface Data {
	visits?: number;
}

interface Modules extends ExpressModules, HonoModules, KoaModules {
	readonly core: typeof import("@sojourn/core");
}

/** What a user does first: a session in memory, and one through each framework. */
export async function scenario(modules: Modules): Promise<void> {
	const { core } = modules;
	for (const serve of [serveExpress, serveKoa, serveHono, serveFetch]) {
		const sessions = core.createSessions<Data>({
			store: core.memoryStore(),
			secrets: "DmN2hxTtQpYJZkRL8sVw4bE7cUa9fKgX3oI6yHqPzSA=",
		});
		const { session } = await sessions.create({ userId: "ada", data: { visits: 1 } });
		assert.equal((await sessions.read(session.id))?.data.visits, 1);
		await visit(serve(modules, sessions), sessions);
	}
}

/** Logs in and is known at `/me`, where strangers are refused. */
async function visit(server: Server, sessions: Sessions<Data>): Promise<void> {
	await new Promise((resolve) => server.once("listening", resolve));
	try {
		const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		assert.equal((await fetch(`${origin}/me`)).status, 401);
		const login = await fetch(`${origin}/login`, { method: "POST" });
		const cookie = login.headers
			.getSetCookie()
			.map((line) => line.split(";")[0])
			.join("; ");
		assert.equal(await (await fetch(`${origin}/me`, { headers: { cookie } })).text(), "ada");
		assert.equal((await sessions.list("ada")).items.length, 2);
	} finally {
		server.close();
		server.closeAllConnections();
	}
}
