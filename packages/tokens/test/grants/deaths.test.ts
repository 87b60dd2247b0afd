/** What becomes of a session when the process that refreshes its tokens dies, or is halted for longer than its lock lasts. */

import { type RedisService, startRedis } from "@sojourn/service-harness";
import { beforeAll, describe, test } from "vitest";
import { openCluster } from "./processes.ts";
import { life, startAcme } from "./setting.ts";

let redis: RedisService;
beforeAll(async () => {
	redis = await startRedis();
}, 60_000);

/** Two servers and a provider, for one test: each waits until a lock is over, and all do at the same time. */
async function open() {
	const acme = await startAcme();
	const cluster = await openCluster("Redis", redis.url, acme);
	const [one, other] = await Promise.all([cluster.start(), cluster.start()]);
	return {
		...cluster,
		...{ acme, one, other },
		expire: (times: number) =>
			Promise.all([one, other].map(({ process, tell }) => process.connected && tell({ ahead: times * life * 1000 }))),
		/** What there is of tokens in a session. */
		async describe(id: string) {
			const session = await cluster.sessions.read(id);
			const [grant] = session === null ? [] : await cluster.tokens.describe(session);
			const outcomes = grant?.history.map(({ outcome }) => outcome);
			return { end: session?.end, ended: grant?.ended?.reason, outcomes };
		},
		async [Symbol.asyncDispose]() {
			await cluster.close();
			await acme.stop();
		},
	};
}

const refreshedTwice = { end: null, ended: undefined, outcomes: ["refreshed", "refreshed"] };
const grantIsOver = { end: null, ended: "invalid_grant", outcomes: ["invalid_grant"] };
const signInAgain = { status: 401, token: undefined, reason: "invalid_grant" };

describe.concurrent("O4: the process that refreshes is killed", { timeout: 40_000 }, () => {
	test("when it has left the successor and not written the session: the next one takes it up, and nobody is logged out", async ({
		expect,
	}) => {
		await using setting = await open();
		const { acme, one, other, expire } = setting;
		const { id, cookie } = await setting.signIn("ann");
		await expire(1);
		await one.tell({ at: "left", signal: "SIGKILL" });
		await expect(one.ask(cookie)).rejects.toThrow();
		expect((await other.ask(cookie)).status).toBe(200);
		await expire(2);
		expect((await other.ask(cookie)).status).toBe(200);
		expect(acme.spends).toEqual({ refreshed: 2, reused: 0, refused: 0 });
		expect(await setting.describe(id)).toEqual(refreshedTwice);
	});

	test("right after the provider's answer: the user has to sign in there again; the session and all others go on", async ({
		expect,
	}) => {
		await using setting = await open();
		const { one, other, expire } = setting;
		const bystander = await setting.signIn("ann");
		const { id, cookie } = await setting.signIn("ann");
		await expire(1);
		await one.tell({ at: "answered", signal: "SIGKILL" });
		await expect(one.ask(cookie)).rejects.toThrow();
		expect(await other.ask(cookie)).toEqual(signInAgain);
		expect(await other.ask(cookie)).toEqual(signInAgain);
		expect(await setting.describe(id)).toEqual(grantIsOver);
		expect((await other.ask(bystander.cookie)).status).toBe(200);
	});
});

describe.concurrent("O4: the process that refreshes is halted for longer than its lock lasts", {
	timeout: 40_000,
}, () => {
	test("right after the provider's answer: what it wakes up with is revoked, and given to nobody", async ({
		expect,
	}) => {
		await using setting = await open();
		const { acme, one, other, expire } = setting;
		const bystander = await setting.signIn("ann");
		const { id, cookie } = await setting.signIn("ann");
		await expire(1);
		await one.tell({ at: "answered", signal: "SIGSTOP" });
		const spent = acme.nextSpend();
		const halted = one.ask(cookie);
		await spent;
		expect(await other.ask(cookie)).toEqual(signInAgain);
		one.process.kill("SIGCONT");
		expect(await halted).toEqual(signInAgain);
		expect(acme.spends).toEqual({ refreshed: 1, reused: 1, refused: 0 });
		expect(acme.requests("revocation")).toBe(2);
		expect(await setting.describe(id)).toEqual(grantIsOver);
		for (const server of [one, other]) expect((await server.ask(bystander.cookie)).status).toBe(200);
	});

	test("when it has left the successor: the other one takes that up, and both serve it", async ({ expect }) => {
		await using setting = await open();
		const { acme, one, other, expire } = setting;
		const { id, cookie } = await setting.signIn("ann");
		await expire(1);
		await one.tell({ at: "left", signal: "SIGSTOP" });
		const spent = acme.nextSpend();
		const halted = one.ask(cookie);
		await spent;
		const answer = await other.ask(cookie);
		expect(answer.status).toBe(200);
		one.process.kill("SIGCONT");
		expect(await halted).toEqual(answer);
		await expire(2);
		for (const server of [one, other]) expect((await server.ask(cookie)).status).toBe(200);
		expect(acme.spends).toEqual({ refreshed: 2, reused: 0, refused: 0 });
		expect(await setting.describe(id)).toEqual(refreshedTwice);
	});
});
