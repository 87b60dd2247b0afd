/** What becomes of a session when the process that refreshes its tokens dies, or is halted for longer than its lock lasts. */

import { type OpenIdProvider, type RedisService, startRedis } from "@sojourn/service-harness";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openCluster, type ServerProcess } from "./processes.ts";
import { life, startAcme } from "./setting.ts";

let redis: RedisService;
let acme: OpenIdProvider;
beforeAll(async () => {
	redis = await startRedis();
	acme = await startAcme();
}, 60_000);
afterAll(() => acme.stop());

let cluster: Awaited<ReturnType<typeof openCluster>>;
let one: ServerProcess;
let other: ServerProcess;
beforeEach(async () => {
	cluster = await openCluster("Redis", redis.url, acme);
	[one, other] = await Promise.all([cluster.start(), cluster.start()]);
});
afterEach(() => cluster.close());

const expire = (hours: number) =>
	Promise.all([one, other].map((server) => server.tell({ ahead: hours * life * 1000 })));

/** What there is of tokens in a session. */
async function describeTokens(id: string) {
	const session = await cluster.sessions.read(id);
	const [grant] = session === null ? [] : await cluster.tokens.describe(session);
	return { end: session?.end, ended: grant?.ended?.reason, outcomes: grant?.history.map(({ outcome }) => outcome) };
}

describe("the process that refreshes is killed", () => {
	test("when it has left the successor and not written the session: the next one takes it up, and nobody is logged out", async () => {
		const { id, cookie } = await cluster.signIn("ann");
		await expire(1);
		await one.tell({ at: "left", signal: "SIGKILL" });
		const spends = { ...acme.spends };
		const asked = one.ask(cookie);
		await expect(asked).rejects.toThrow();
		expect((await other.ask(cookie)).status).toBe(200);
		await other.tell({ ahead: 2 * life * 1000 });
		expect((await other.ask(cookie)).status).toBe(200);
		expect(acme.spends).toEqual({ ...spends, refreshed: spends.refreshed + 2 });
		expect(await describeTokens(id)).toEqual({ end: null, ended: undefined, outcomes: ["refreshed", "refreshed"] });
	}, 40_000);

	test("right after the provider's answer: the user has to sign in there again; the session and all others go on", async () => {
		const bystander = await cluster.signIn("ann");
		const { id, cookie } = await cluster.signIn("ann");
		await expire(1);
		await one.tell({ at: "answered", signal: "SIGKILL" });
		await expect(one.ask(cookie)).rejects.toThrow();
		expect(await other.ask(cookie)).toEqual({ status: 401, token: undefined, reason: "invalid_grant" });
		expect(await other.ask(cookie)).toEqual({ status: 401, token: undefined, reason: "invalid_grant" });
		expect(await describeTokens(id)).toEqual({ end: null, ended: "invalid_grant", outcomes: ["invalid_grant"] });
		expect((await other.ask(bystander.cookie)).status).toBe(200);
	}, 40_000);
});

describe("the process that refreshes is halted for longer than its lock lasts", () => {
	test("right after the provider's answer: what it wakes up with is revoked, and given to nobody", async () => {
		const bystander = await cluster.signIn("ann");
		const { id, cookie } = await cluster.signIn("ann");
		await expire(1);
		await one.tell({ at: "answered", signal: "SIGSTOP" });
		const spends = { ...acme.spends };
		const revocations = acme.requests("revocation");
		const halted = one.ask(cookie);
		expect(await other.ask(cookie)).toMatchObject({ status: 401, reason: "invalid_grant" });
		one.process.kill("SIGCONT");
		expect(await halted).toMatchObject({ status: 401, reason: "invalid_grant" });
		expect(acme.spends).toEqual({ ...spends, refreshed: spends.refreshed + 1, reused: spends.reused + 1 });
		expect(acme.requests("revocation") - revocations).toBe(2);
		expect(await describeTokens(id)).toMatchObject({ end: null, ended: "invalid_grant" });
		for (const server of [one, other]) expect((await server.ask(bystander.cookie)).status).toBe(200);
	}, 40_000);

	test("when it has left the successor: the other one takes that up, and both serve it", async () => {
		const { id, cookie } = await cluster.signIn("ann");
		await expire(1);
		await one.tell({ at: "left", signal: "SIGSTOP" });
		const spends = { ...acme.spends };
		const halted = one.ask(cookie);
		const answer = await other.ask(cookie);
		expect(answer.status).toBe(200);
		one.process.kill("SIGCONT");
		expect(await halted).toEqual(answer);
		await expire(2);
		for (const server of [one, other]) expect((await server.ask(cookie)).status).toBe(200);
		expect(acme.spends).toEqual({ ...spends, refreshed: spends.refreshed + 2 });
		expect(await describeTokens(id)).toEqual({ end: null, ended: undefined, outcomes: ["refreshed", "refreshed"] });
	}, 40_000);
});
