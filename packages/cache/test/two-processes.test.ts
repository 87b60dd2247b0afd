/** Two processes behind caches of their own: what one revokes, the other refuses, whatever happens to the messages. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Duration } from "@sojourn/core";
import { type ServiceProxy, startPostgres, startProxy, startRedis } from "@sojourn/service-harness";
import { migrate, postgresStore } from "@sojourn/store-sql";
import { Redis } from "ioredis";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";
import type { ServerSettings } from "./server-process.ts";

interface Backend {
	readonly url: string;
	/** Ends, on the backend's side, every connection that listens. */
	endListeners(): Promise<unknown>;
	close(): Promise<unknown>;
}

async function openRedis(): Promise<Backend> {
	const service = await startRedis({ own: true });
	const redis = new Redis(service.url);
	return {
		url: service.url,
		endListeners: () => redis.call("CLIENT", "KILL", "TYPE", "pubsub"),
		async close() {
			redis.disconnect();
			await service.stop();
		},
	};
}

async function openPostgres(): Promise<Backend> {
	const service = await startPostgres({ own: true });
	const pool = new Pool({ connectionString: service.url });
	pool.on("error", () => {});
	await migrate(postgresStore(pool));
	return {
		url: service.url,
		endListeners: () =>
			pool.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'channel'"),
		async close() {
			await pool.end();
			await service.stop();
		},
	};
}

/** The longest that a call to the store may take: core's default. */
const deadline = 1_000;
const patience = { timeout: 15_000, interval: 10 };

describe.each([
	["Redis", openRedis],
	["PostgreSQL", openPostgres],
] as const)("%s", (name, open) => {
	let backend: Backend;
	let proxy: ServiceProxy;
	const servers: ChildProcess[] = [];
	beforeAll(async () => {
		backend = await open();
	}, 60_000);
	afterAll(() => backend.close());
	beforeEach(async () => {
		proxy = await startProxy(`${backend.url}${name === "PostgreSQL" ? "?application_name=channel" : ""}`);
	});
	afterEach(() => {
		for (const server of servers.splice(0)) server.kill();
		proxy.close();
	});

	async function startServer(staleFor: Duration, channelUrl: string) {
		const settings: ServerSettings = { backend: name, url: backend.url, channelUrl, staleFor };
		const server = fork(new URL("./server-process.ts", import.meta.url), [JSON.stringify(settings)]);
		servers.push(server);
		const [url] = (await once(server, "message")) as [string];
		return {
			/** Sends a request with that cookie. */
			send: (method: "GET" | "POST", path: string, cookie = "") =>
				httpClient({ method, url: url + path, headers: cookie === "" ? {} : { cookie } }),
			/** How often it has asked the backend for a session. */
			async reads(): Promise<number> {
				const answer = once(server, "message");
				server.send("reads");
				return (await answer)[0];
			},
		};
	}

	/** Two servers, of which `there` hears the backend's messages by way of the proxy. */
	async function startTwo(staleFor: Duration) {
		const [here, there] = await Promise.all([startServer(staleFor, backend.url), startServer(staleFor, proxy.url)]);
		const userThere = async (cookie: string): Promise<string | null> =>
			JSON.parse((await there.send("GET", "/read", cookie)).body).user;
		/** Reads there until a session comes out of the cache. */
		const cachedThere = (cookie: string) =>
			vi.waitUntil(async () => {
				const before = await there.reads();
				expect(await userThere(cookie)).toBe("alice");
				return (await there.reads()) === before;
			}, patience);
		const login = async () => {
			const { headers } = await here.send("POST", "/login?user=alice");
			const [, cookie = ""] = headers.find(([name]) => name === "set-cookie") ?? [];
			return cookie.split(";")[0] ?? "";
		};
		return {
			login,
			cachedThere,
			userThere,
			/** A session that is in the cache there. */
			async loginAndCache(): Promise<string> {
				const cookie = await login();
				await cachedThere(cookie);
				return cookie;
			},
			async revokeHere(cookie: string): Promise<void> {
				const [id] = cookie.split("=")[1]?.split(".") ?? [];
				expect((await here.send("POST", `/revoke?id=${id}`)).status).toBe(204);
			},
			refusedThere: (cookie: string) => vi.waitUntil(async () => (await userThere(cookie)) === null, patience),
		};
	}

	test("a session that one revokes is refused by the other as soon as the message comes", async () => {
		const { loginAndCache, revokeHere, refusedThere } = await startTwo("1h");
		const cookie = await loginAndCache();
		await revokeHere(cookie);
		await refusedThere(cookie);
	});

	test("when the channel's connection was ended and can't be made again, nothing is served from the cache", async () => {
		const { login, loginAndCache, cachedThere, userThere, revokeHere, refusedThere } = await startTwo("1h");
		const cookie = await loginAndCache();
		proxy.refuse();
		await backend.endListeners();
		await revokeHere(cookie);
		await refusedThere(cookie);
		const second = await login();
		expect(await userThere(second)).toBe("alice");
		await revokeHere(second);
		expect(await userThere(second)).toBeNull();

		proxy.admit();
		await cachedThere(await login());
		for (const revoked of [cookie, second]) expect(await userThere(revoked)).toBeNull();
	});

	test("when the message is lost without anybody noticing, it is refused within staleFor", async () => {
		const staleFor = 2_000;
		const { loginAndCache, revokeHere, refusedThere } = await startTwo(staleFor);
		const cookie = await loginAndCache();
		proxy.swallow("sojourn"); // is in every message: what its channel is called
		await revokeHere(cookie);
		const revokedAt = performance.now();
		await refusedThere(cookie);
		expect(performance.now() - revokedAt).toBeLessThanOrEqual(staleFor + deadline);
		await vi.waitUntil(() => proxy.swallowed > 0, patience);
	});
});
