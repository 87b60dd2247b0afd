/** A server in a process of its own that refreshes what it is told to: `node client-process.ts BACKEND URL`. */

import { createSessions, SessionError } from "@sojourn/core";
import { redisStore } from "@sojourn/store-redis";
import { postgresStore } from "@sojourn/store-sql";
import { Redis } from "ioredis";
import { Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import { redisLedger } from "../../src/index.ts";
import { createRefreshTokens, createSigningKeys, createTokenIssuer, type TokenPair } from "../../src/issuer/index.ts";
import { sqlLedger } from "../../src/ledger/sql/index.ts";
import { audience, issuer, secrets } from "./world.ts";

/** What a server is asked: so many refreshes of one token at once, by a clock that is so much ahead. */
export interface Question {
	readonly refreshToken: string;
	readonly times: number;
	/** In milliseconds. */
	readonly ahead: number;
}

/** What came of each: the tokens, or why there are none. */
export type Answer = readonly (Pick<TokenPair, "accessToken" | "refreshToken"> | { readonly reason: string })[];

export type BackendName = "Redis" | "PostgreSQL";

function ignore(): void {}

/** What servers share. */
export function openBackend(name: BackendName, url: string) {
	if (name === "Redis") {
		const client = new Redis(url).on("error", ignore);
		return { store: redisStore(client), ledger: redisLedger(client), close: async () => client.disconnect() };
	}
	// Whoever gives a connection up doesn't hear how it ends.
	const pool = new Pool({ connectionString: url }).on("connect", (client) => client.on("error", ignore));
	pool.on("error", ignore);
	const ledger = sqlLedger(new Kysely({ dialect: new PostgresDialect({ pool }) }));
	return { store: postgresStore(pool), ledger, close: () => pool.end() };
}

/** What a server is made of. */
export function openServer({ store, ledger }: Omit<ReturnType<typeof openBackend>, "close">, now: () => number) {
	const sessions = createSessions({ store, secrets, now, storeTimeout: "10s" });
	const keys = createSigningKeys({ ledger, secrets });
	const tokens = createTokenIssuer({ issuer, audience, keys, now });
	return { sessions, keys, refreshTokens: createRefreshTokens({ sessions, secrets, issuer: tokens, now }) };
}

if (process.argv[1] === import.meta.filename) {
	const [, , name, url] = process.argv as [string, string, BackendName, string];
	let ahead = 0;
	const { refreshTokens } = openServer(openBackend(name, url), () => Date.now() + ahead);
	const answerTo = async (refreshToken: string) => {
		try {
			return await refreshTokens.refresh(refreshToken);
		} catch (error) {
			return { reason: error instanceof SessionError ? error.reason : String(error) };
		}
	};
	process.on("message", async (question: Question) => {
		ahead = question.ahead;
		const { refreshToken, times } = question;
		process.send?.(await Promise.all(Array.from({ length: times }, () => answerTo(refreshToken))));
	});
	process.send?.("ready");
}
