/** An application that issues tokens of its own, by a clock that tests move. */

import { createSessions, memoryStore, type SessionOptions } from "@sojourn/core";
import { memoryLedger } from "../../src/index.ts";
import {
	createSigningKeys,
	createTokenIssuer,
	createTokenVerifier,
	type SigningKeysOptions,
} from "../../src/issuer/index.ts";

export const secrets = "dBQh6bMKJpMZ0DCTQd7bZ2vGbJgcVnOyqB1mI3lYx4w=";
export const issuer = "https://app.example.com";
export const audience = "https://api.example.com";
export const second = 1000;
export const minute = 60 * second;
export const day = 1440 * minute;

/** 2026-01-01, and on from there. */
export class Clock {
	time = Date.UTC(2026, 0, 1);
	readonly now = (): number => this.time;
}

/** Sessions in memory, keys in a ledger in memory. */
export function openWorld(
	options: {
		readonly keys?: Partial<SigningKeysOptions>;
		readonly sessions?: Partial<SessionOptions<object, never>>;
	} = {},
) {
	const clock = new Clock();
	const { now } = clock;
	const store = memoryStore({ now });
	const sessions = createSessions<{ cart?: string[] }>({ store, secrets, now, ...options.sessions });
	const ledger = memoryLedger({ now });
	const keys = createSigningKeys({ ledger, secrets, now, ...options.keys });
	const tokens = createTokenIssuer({ issuer, audience, keys, now });
	const verifier = createTokenVerifier({ issuer, audience, keys, alive: "never", now });
	const login = async (userId = "ada") =>
		(await sessions.create({ userId, methods: ["pwd", "otp"], level: 2 })).session;
	return { clock, now, store, sessions, ledger, keys, tokens, verifier, login };
}
