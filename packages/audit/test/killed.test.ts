import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { session } from "@sojourn/adapter-express";
import { createSessions, memoryStore } from "@sojourn/core";
import express from "express";
import { describe, expect, test } from "vitest";
import { type Audit, audit, memoryTrail } from "../src/index.ts";
import { mortalSinks } from "./sinks.ts";

const secrets = "DmN2hxTtQpYJZkRL8sVw4bE7cUa9fKgX3oI6yHqPzSA=";
const queue = 20;

describe.each(Object.entries(mortalSinks))("%s is killed while requests come", (_name, open) => {
	test("no request is harmed, what is dropped is counted, and the rest arrives after its return", async () => {
		const { sink, arrived, kill, restart, close } = await open();
		const all = memoryTrail();
		const log = audit({ sinks: [sink, all], queue, batch: 5, every: 10, onError: () => {} });
		const server = await serve(log);
		try {
			await server.logins(5);
			await log.flush();
			await kill();
			await server.logins(30);
			const [lost] = log.stats();
			expect(lost).toMatchObject({ written: 10, waiting: queue, dropped: 60 - queue });
			await restart();
			await log.flush();
			expect(log.stats()[0]).toMatchObject({ written: 10 + queue, waiting: 0, dropped: 60 - queue });

			const recorded = (await all.query({ order: "oldest", limit: 1000 })).items.map(({ id }) => id);
			expect(recorded).toHaveLength(70);
			const kept = new Set(await arrived());
			expect(recorded.filter((id) => kept.has(id))).toEqual(recorded.slice(0, 10 + queue));
			expect(kept.size).toBe(10 + queue + 1); // with the one that tells what is missing
		} finally {
			await server.close();
			await log.close({ within: 0 });
			await close();
		}
	}, 90_000);
});

/** An application at which to log in. */
async function serve(log: Audit) {
	const sessions = createSessions({ store: memoryStore(), secrets, plugins: [log] });
	const app = express();
	app.use(session(sessions));
	app.post("/login", async (req, res) => {
		await req.session.login("ada");
		res.end("welcome");
	});
	const server = app.listen(0, "127.0.0.1");
	await once(server, "listening");
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/login`;
	return {
		/** Logs in so often: each time two events. */
		async logins(count: number) {
			for (let turn = 0; turn < count; turn++) {
				const response = await fetch(url, { method: "POST" });
				expect([response.status, await response.text()]).toEqual([200, "welcome"]);
			}
		},
		async close() {
			server.close();
			server.closeAllConnections();
		},
	};
}
