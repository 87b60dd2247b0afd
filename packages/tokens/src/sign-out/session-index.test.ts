import { createSessions, InvalidArgumentError, memoryStore, type SessionRequest } from "@sojourn/core";
import { beforeEach, expect, test } from "vitest";
import type { Ledger } from "../ledger/ledger.ts";
import { memoryLedger } from "../ledger/memory-ledger.ts";
import { createSessionIndex, type SessionIndex } from "./session-index.ts";

const issuer = "https://id.example.com";
const request: SessionRequest = { method: "GET", secure: true, host: null, ip: null, header: () => undefined };
const secrets = "a-secret-of-the-application-for-tests-0123456789";

let time: number;
let ledger: Ledger;
let index: SessionIndex;
const now = () => time;
beforeEach(() => {
	time = Date.UTC(2026, 0, 1);
	ledger = memoryLedger({ now });
	index = createSessionIndex(ledger, now);
});

const sessions = createSessions({ store: memoryStore({ now }), secrets, absoluteTimeout: "8h", now });

function claimsOf(sub: string, sid?: string) {
	const iat = time / 1000;
	return { iss: issuer, sub, aud: "shop", iat, exp: iat + 300, ...(sid !== undefined && { sid }) };
}

async function signIn(sub: string, sid?: string) {
	const session = await sessions.load(request);
	await session.login(sub);
	await index.remember(session, claimsOf(sub, sid));
	return session.id;
}

test("finds sessions by the provider's session and by the user, whatever they are called", async () => {
	const [long, odd] = ["s".repeat(5000), 'ä"\n'];
	const ids = [await signIn("ann", long), await signIn("ann", odd), await signIn(odd, "other")];
	expect(await index.signOut({ issuer, sid: long }, 0)).toEqual([ids[0]]);
	expect(await index.signOut({ issuer, sid: odd, sub: "ann" }, 0)).toEqual([ids[1]]);
	expect([...(await index.signOut({ issuer, sub: "ann" }, 0))].sort()).toEqual(ids.slice(0, 2).sort());
	expect(await index.signOut({ issuer, sub: odd }, 0)).toEqual([ids[2]]);
});

test("one issuer's users and sessions are none of another's, nor is a sid a sub", async () => {
	await signIn("ann", "sid");
	expect(await index.signOut({ issuer: "https://other.example", sid: "sid" }, 0)).toEqual([]);
	expect(await index.signOut({ issuer: "https://other.example", sub: "ann" }, 0)).toEqual([]);
	expect(await index.signOut({ issuer, sid: "ann" }, 0)).toEqual([]);
	expect(await index.signOut({ issuer, sub: "sid" }, 0)).toEqual([]);
});

test("forgets a session when it can't live any longer", async () => {
	const id = await signIn("ann", "sid");
	time += 8 * 3_600_000 - 1;
	expect(await index.signOut({ issuer, sub: "ann" }, 0)).toEqual([id]);
	time += 1;
	expect(await index.signOut({ issuer, sub: "ann" }, 0)).toEqual([]);
	expect(await index.signOut({ issuer, sid: "sid" }, 0)).toEqual([]);
});

test("a sign-in from before the user was signed out is over, and its session with it", async () => {
	const claims = claimsOf("ann");
	await index.signOut({ issuer, sub: "ann" }, claims.iat + 1);
	const session = await sessions.load(request);
	await session.login("ann");
	const { id } = session;
	await expect(index.remember(session, claims)).rejects.toMatchObject({ reason: "signed-out", advice: "sign-in" });
	expect(await sessions.read(id ?? "")).toMatchObject({ end: { state: "invalidated", reason: "provider-logout" } });
	expect(session.userId).toBeNull();
});

test.each([
	[-60, 60],
	[60, -60],
])("of two sign-outs the later one counts, in any order: %i s, %i s", async (...offsets) => {
	const claims = claimsOf("ann");
	for (const offset of offsets) await index.signOut({ issuer, sub: "ann" }, claims.iat + offset);
	const session = await sessions.load(request);
	await session.login("ann");
	await expect(index.remember(session, claims)).rejects.toMatchObject({ reason: "signed-out" });
});

test("nobody is remembered before the login", async () => {
	await expect(index.remember(await sessions.load(request), claimsOf("ann"))).rejects.toThrow(InvalidArgumentError);
});
