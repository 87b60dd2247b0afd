/** The demo on each of the stores that `STORE` may name. */

import { join } from "node:path";
import { startMariaDb, startPostgres, startRedis } from "@sojourn/service-harness";
import { expect, onTestFinished, test } from "vitest";
import { alice, registered, signedIn } from "./accounts.ts";
import { firefox, iphone } from "./client.ts";
import { startTestDemo } from "./running-demo.ts";
import { startDemoWithProvider } from "./test-provider.ts";

async function started(start: () => Promise<{ readonly url: string; stop(): Promise<void> }>): Promise<string> {
	const service = await start();
	onTestFinished(() => service.stop());
	return service.url;
}

const stores = [
	["PostgreSQL", () => started(() => startPostgres({ own: true })), true],
	["MariaDB", () => started(() => startMariaDb({ own: true })), true],
	["Redis", () => started(() => startRedis({ own: true })), true],
	["a SQLite file", async (folder: string) => `sqlite:${join(folder, "sessions.sqlite")}`, true],
	["memory", async () => "memory", false],
] as const;

test.each(stores)(
	"%s: two devices, one signed out by the other, and what is left after a restart",
	async (_name, open, lasts) => {
		const folder = (await startTestDemo()).dataDir;
		const demo = await startTestDemo({ store: await open(folder) });
		const laptop = await registered(demo.url, alice, firefox);
		const phone = await signedIn(demo.url, alice, iphone);
		const seen = (await laptop.get("/sessions")).json as { id: string; is_current: boolean }[];
		expect(seen.map((session) => session.is_current)).toEqual([true, false]);
		expect((await laptop.send("DELETE", `/sessions/${seen[1]?.id}`)).status).toBe(204);
		expect((await phone.get("/me")).json).toEqual({ error: { code: "session-ended", reason: "revoked" } });

		const { url } = await demo.restart();
		laptop.url = url;
		expect((await laptop.get("/me")).status).toBe(lasts ? 200 : 401);
	},
	60_000,
);

test.each(stores)(
	"%s: what the servers remember of a sign-in is where the sessions are",
	async (_name, open) => {
		const folder = (await startTestDemo()).dataDir;
		const { provider, signedIn } = await startDemoWithProvider({ store: await open(folder) });
		const ada = await signedIn("ada");
		expect((await ada.send("POST", "/tokens/refresh")).json[0].history).toHaveLength(1);
		await provider.signOut("ada");
		expect((await ada.get("/me")).json.error.reason).toBe("provider-logout");
	},
	60_000,
);
