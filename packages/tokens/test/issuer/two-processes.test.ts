/** T2 and T9 across processes: one successor for each refresh token, one key for all. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { startPostgres, startRedis } from "@sojourn/service-harness";
import { migrate as migrateStore } from "@sojourn/store-sql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTokenVerifier } from "../../src/issuer/index.ts";
import { migrate } from "../../src/ledger/sql/index.ts";
import { type Answer, type BackendName, openBackend, openServer, type Question } from "./client-process.ts";
import { audience, issuer, minute } from "./world.ts";

const clientProcess = new URL("./client-process.ts", import.meta.url);

async function startBackend(name: BackendName) {
	const service = await (name === "Redis" ? startRedis({ own: true }) : startPostgres({ own: true }));
	const backend = openBackend(name, service.url);
	if ("db" in backend.ledger) {
		await migrate(backend.ledger);
		await migrateStore(backend.store as Parameters<typeof migrateStore>[0]);
	}
	return {
		...backend,
		url: service.url,
		async close() {
			await backend.close();
			await service.stop();
		},
	};
}

describe.each<BackendName>(["Redis", "PostgreSQL"])("two processes on %s", (name) => {
	let backend: Awaited<ReturnType<typeof startBackend>>;
	let here: ReturnType<typeof openServer>;
	let servers: readonly ChildProcess[];
	beforeAll(async () => {
		backend = await startBackend(name);
		here = openServer(backend, Date.now);
		servers = [0, 1].map(() => fork(clientProcess, [name, backend.url]));
		await Promise.all(servers.map((server) => once(server, "message")));
	}, 60_000);
	afterAll(async () => {
		for (const server of servers) server.kill();
		await backend.close();
	});

	async function begin() {
		const { session } = await here.sessions.create({ userId: "ada" });
		return { session, ...(await here.refreshTokens.issue(session)) };
	}

	/** What all servers answer together. */
	async function ask(refreshToken: string, times: number, ahead = 0, of = servers) {
		const question: Question = { refreshToken, times, ahead };
		const answers = of.map(async (server): Promise<Answer> => {
			const answer = once(server, "message");
			server.send(question);
			return (await answer)[0];
		});
		const all = (await Promise.all(answers)).flat();
		return {
			tokens: [...new Set(all.flatMap((answer) => ("refreshToken" in answer ? answer.refreshToken : [])))],
			accessTokens: all.flatMap((answer) => ("accessToken" in answer ? answer.accessToken : [])),
			reasons: all.flatMap((answer) => ("reason" in answer ? answer.reason : [])),
		};
	}

	test("T2, T9: 50 refreshes at once of one token give one successor, and 50 tokens under one key, 20 times", async () => {
		const verifier = createTokenVerifier({
			issuer,
			audience,
			keys: here.keys,
			alive: "always",
			sessions: here.sessions,
		});
		let { session, refreshToken } = await begin();
		for (let round = 0; round < 20; round++) {
			const { tokens, accessTokens, reasons } = await ask(refreshToken, 25);
			expect(reasons).toEqual([]);
			expect(tokens).toHaveLength(1);
			const claims = await Promise.all(accessTokens.map((token) => verifier.verify(token)));
			expect(new Set(claims.map(({ jti }) => jti)).size).toBe(50);
			refreshToken = tokens[0] as string;
		}
		expect(await here.sessions.read(session.id)).toMatchObject({ end: null });
		expect((await here.keys.published()).keys).toHaveLength(1);
	});

	test("T2: who comes late is given the same successor within the grace period, and ends the session after it", async () => {
		const { session, refreshToken } = await begin();
		const [one, other] = servers as [ChildProcess, ChildProcess];
		const first = await ask(refreshToken, 1, 0, [one]);
		expect(await ask(refreshToken, 10, 4 * minute, [other])).toMatchObject({ tokens: first.tokens, reasons: [] });
		const late = await ask(refreshToken, 10, 6 * minute);
		expect(late.tokens).toEqual([]);
		expect(late.reasons).toContain("reused");
		expect(late.reasons.filter((reason) => !["reused", "session-ended"].includes(reason))).toEqual([]);
		expect(await here.sessions.read(session.id)).toMatchObject({ end: { state: "destroyed", reason: "token-reuse" } });
	});

	test("T2: a token that was replaced twice ends the session, wherever it is presented", async () => {
		const { session, refreshToken } = await begin();
		const [one, other] = servers as [ChildProcess, ChildProcess];
		const { tokens } = await ask(refreshToken, 1, 0, [one]);
		const newest = await ask(tokens[0] as string, 1, 0, [other]);
		expect((await ask(refreshToken, 1, 0, [one])).reasons).toEqual(["reused"]);
		expect(await here.sessions.read(session.id)).toMatchObject({ end: { reason: "token-reuse" } });
		expect((await ask(newest.tokens[0] as string, 1, 0, [other])).reasons).toEqual(["session-ended"]);
	});

	test("T7: a session that is ended while 50 refreshes are under way stays ended", async () => {
		const { session, refreshToken } = await begin();
		const asked = ask(refreshToken, 25);
		await here.sessions.end(session.id);
		const { reasons } = await asked;
		expect(reasons.filter((reason) => reason !== "session-ended")).toEqual([]);
		expect((await ask(refreshToken, 1)).reasons).toEqual(["session-ended", "session-ended"]);
		expect(await here.sessions.read(session.id)).toMatchObject({ end: { reason: "revoked" }, data: {} });
	});
});
