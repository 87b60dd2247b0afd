import { expect, test } from "vitest";
import { debugCookie, debugSession } from "./debug.ts";
import { memoryStore } from "./memory-store.ts";
import { createSessions } from "./sessions.ts";

const secrets = [
	"first-secret-of-the-debug-tests-0123456789-abcdef",
	"older-secret-of-the-debug-tests-9876543210-fedcba",
] as const;

test("debugSession and debugCookie tell what is so, and never a secret, a hash or data", async () => {
	let now = 1_800_000_000_000;
	const clock = () => now;
	const store = memoryStore({ now: clock });
	const before = createSessions({ store, secrets: secrets[1], now: clock });
	const sessions = createSessions({ store, secrets, now: clock });
	const { session, token } = await before.create({ userId: "ada", data: { private: "data" } });

	expect(await debugSession(sessions, "nothing")).toEqual({ exists: false, wellFormed: false });
	expect(await debugSession(sessions, "A".repeat(26))).toEqual({ exists: false, wellFormed: true });
	expect(await debugSession(sessions, session.id)).toMatchObject({
		exists: true,
		state: "active",
		version: 1,
		ttl: 30 * 60_000,
		previousSecretUntil: null,
		dataLength: 18,
	});
	expect(await debugCookie(sessions, token)).toMatchObject({
		valid: true,
		reason: "ok",
		key: 1,
		secret: "current",
		expiresIn: 30 * 60_000,
	});
	expect(await debugCookie(sessions, "x")).toEqual({
		valid: false,
		reason: "malformed",
		key: null,
		secret: null,
		expiresIn: 0,
		session: null,
	});
	expect(await debugCookie(sessions, `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`)).toMatchObject({
		valid: false,
		reason: "forged",
	});

	const loaded = await sessions.load({
		method: "GET",
		secure: true,
		host: null,
		ip: null,
		header: (name) => (name === "cookie" ? `__Host-Http-sid=${token}` : undefined),
	});
	await loaded.rotate();
	expect(await debugCookie(sessions, token)).toMatchObject({ valid: true, key: 1, secret: "previous" });
	expect(await debugSession(sessions, session.id)).toMatchObject({ version: 2, previousSecretUntil: now + 10_000 });
	now += 60_000;
	expect(await debugCookie(sessions, token)).toMatchObject({ valid: false, reason: "reused" });
	await sessions.end(session.id, { reason: "revoked" });
	const report = await debugCookie(sessions, token);
	expect(report).toMatchObject({
		valid: false,
		reason: "ended",
		expiresIn: 0,
		session: { exists: true, state: "invalidated", ttl: 0 },
	});

	const record = await store.read(session.id);
	const said = JSON.stringify([report, await debugSession(sessions, session.id)]);
	for (const hidden of [...token.split(".").slice(1), record?.secretHash, record?.previous?.hash, "private"]) {
		expect(said).not.toContain(hidden);
	}
});
