/** A store or a ledger that fails while tokens are refreshed. */

import { memoryStore, type SessionStore } from "@sojourn/core";
import type { OpenIdProvider } from "@sojourn/service-harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cached } from "../../../cache/src/index.ts";
import { type Ledger, memoryLedger } from "../../src/index.ts";
import { createSetting, startAcme, untilOver } from "./setting.ts";

let acme: OpenIdProvider;
beforeAll(async () => {
	acme = await startAcme();
});
afterAll(() => acme.stop());

const spends = () => acme.spends.refreshed + acme.spends.refused + acme.spends.reused;

/** A store whose writes can be made to fail, before or after they were made. */
function createFailing() {
	const memory = memoryStore();
	const failing = { updates: "none" as "none" | "before" | "after", times: 0 };
	const store: SessionStore = {
		...memory,
		async update(record, version) {
			if (failing.updates === "none" || failing.times === 0) return memory.update(record, version);
			failing.times--;
			if (failing.updates === "after") await memory.update(record, version);
			throw new Error("the store is down");
		},
	};
	return { store, failing };
}

/** Timers that wait for nothing but deadlines. */
const hasty = {
	setTimeout: (run: () => void, time: number) => setTimeout(run, time < 1_000 ? 0 : time),
	clearTimeout: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout),
};

test.each(["before", "after"] as const)(
	"a write that fails %s it was made is made again, and nothing is spent twice",
	async (when) => {
		const { store, failing } = createFailing();
		const { clock, server, told } = createSetting(acme, { store, timers: hasty });
		const { tokens, read, signIn } = server();
		const { id } = await signIn();
		clock.now += untilOver;
		Object.assign(failing, { updates: when, times: 2 });
		const before = spends();
		const served = await tokens.getAccessToken(await read(id));
		expect(await server().tokens.getAccessToken(await read(id))).toEqual(served);
		expect(spends() - before).toBe(1);
		expect(told().slice(1)).toMatchObject([{ type: "token.refreshed", version: 2 }]);
	},
);

test("a store that stays down: the token is served, and whoever refreshes next takes up what came", async () => {
	const { store, failing } = createFailing();
	const { clock, server, told } = createSetting(acme, { store, timers: hasty });
	const [one, other] = [server(), server()];
	const { id } = await one.signIn();
	clock.now += untilOver;
	Object.assign(failing, { updates: "before", times: Number.POSITIVE_INFINITY });
	const before = spends();
	const served = await one.tokens.getAccessToken(await one.read(id));
	expect(await one.tokens.getAccessToken(await one.read(id))).toEqual(served);
	expect(told().slice(1)).toEqual([
		{ type: "token.refresh-failed", provider: "acme", reason: "expired", error: "not-stored" },
	]);
	failing.updates = "none";
	expect(await other.tokens.getAccessToken(await other.read(id))).toEqual(served);
	expect(spends() - before).toBe(1);
	expect(await other.tokens.describe(await other.read(id))).toMatchObject([{ version: 2 }]);
});

test("without what was left in the ledger, the process that refreshed takes up its own", async () => {
	const { store, failing } = createFailing();
	const memory = memoryLedger();
	const ledger: Ledger = {
		...memory,
		put: (key, ...rest) => (key.startsWith("successor:") ? Promise.reject(new Error("no")) : memory.put(key, ...rest)),
	};
	const { clock, server } = createSetting(acme, { store, ledger, timers: hasty });
	const { tokens, read, signIn } = server();
	const { id } = await signIn();
	clock.now += untilOver;
	Object.assign(failing, { updates: "before", times: Number.POSITIVE_INFINITY });
	const first = await tokens.getAccessToken(await read(id));
	failing.updates = "none";
	const session = await read(id);
	await tokens.getAccessToken(session);
	const before = { ...acme.spends };
	const second = await tokens.getAccessToken(session, { force: true });
	expect(second.accessToken).not.toBe(first.accessToken);
	expect(acme.spends).toEqual({ ...before, refreshed: before.refreshed + 1 });
});

test("nothing is spent without the lock: a ledger that fails is told as it is", async () => {
	const memory = memoryLedger();
	const ledger: Ledger = { ...memory, put: () => Promise.reject(new Error("the ledger is down")) };
	const { clock, server } = createSetting(acme);
	const { id, granted } = await server().signIn();
	const { tokens, read } = server({ ledger });
	expect((await tokens.getAccessToken(await read(id))).accessToken).toBe(granted.access_token);
	clock.now += untilOver;
	const before = spends();
	await expect(tokens.getAccessToken(await read(id))).rejects.toThrow("the ledger is down");
	expect(spends() - before).toBe(0);
});

test("nothing is spent by whoever was halted until its lock was over", async () => {
	const setting = createSetting(acme);
	const { id } = await setting.server().signIn();
	setting.clock.now += untilOver;
	const memory = setting.store;
	let halts = 0;
	const halting: SessionStore = {
		...memory,
		async read(id) {
			const record = await memory.read(id);
			if (halts-- === 1) setting.clock.now += 11_000;
			return record;
		},
	};
	const { tokens, read } = setting.server({ session: { store: halting } });
	const session = await read(id);
	halts = 1;
	const before = spends();
	await expect(tokens.getAccessToken(session)).rejects.toMatchObject({ reason: "busy", advice: "retry" });
	expect(spends() - before).toBe(0);
	await tokens.getAccessToken(session);
	expect(spends() - before).toBe(1);
});

test("a cache in front of the store that is behind makes nobody spend a token twice", async () => {
	const store = memoryStore();
	const setting = createSetting(acme, { store });
	const one = setting.server();
	const behind = createSetting(acme, { store: cached(store, { staleFor: "1h" }), ledger: setting.ledger });
	behind.clock.now = setting.clock.now;
	const other = behind.server();
	const { id } = await one.signIn();
	await other.read(id);
	for (const shared of [setting, behind]) shared.clock.now += untilOver;
	const before = spends();
	const served = await one.tokens.getAccessToken(await one.read(id));
	expect(await other.tokens.getAccessToken(await other.read(id))).toEqual(served);
	expect(spends() - before).toBe(1);
	expect(await other.tokens.getAccessToken(await other.read(id))).toEqual(served);
});
