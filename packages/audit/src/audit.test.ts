import { inspect } from "node:util";
import {
	ConfigurationError,
	createSessions,
	InvalidArgumentError,
	memoryStore,
	type SessionEvent,
} from "@sojourn/core";
import { describe, expect, test } from "vitest";
import { type Audit, type AuditOptions, type AuditSink, audit, memoryTrail } from "./index.ts";

declare module "./index.ts" {
	interface AuditDetails {
		"login.failed": { readonly method: string };
	}
}

const secrets = "DmN2hxTtQpYJZkRL8sVw4bE7cUa9fKgX3oI6yHqPzSA=";

/** A trail in memory, and what writes it. */
function setup(options: Partial<AuditOptions> = {}) {
	const trail = memoryTrail();
	return { trail, log: audit({ sinks: [trail], ...options }) };
}

function sessionsWith(log: Audit, store = memoryStore()) {
	return createSessions<{ cart?: string; plan?: string }>({ store, secrets, plugins: [log] });
}

test("the life of a session is in the trail, in its order", async () => {
	const { trail, log } = setup();
	const sessions = sessionsWith(log);
	const { session } = await sessions.create({ userId: "ada", data: { cart: "apples" } });
	await sessions.update(session.id, () => ({ plan: "gold" }));
	await sessions.end(session.id, { reason: "logout" });
	await log.flush();
	const { items } = await trail.query({ sessionId: session.id, order: "oldest" });
	expect(items.map(({ type }) => type)).toEqual([
		"session.created",
		"session.login",
		"session.updated",
		"session.ended",
	]);
	expect(items.every(({ userId, v }) => userId === "ada" && v === 1)).toBe(true);
	expect(new Set(items.map(({ id }) => id)).size).toBe(4);
	expect(items.at(-1)?.details).toMatchObject({ end: { state: "invalidated", reason: "logout" } });
});

test("what isn't wanted isn't recorded", async () => {
	const { trail, log } = setup({ except: ["session.created"] });
	await sessionsWith(log).create({ userId: "ada" });
	await log.flush();
	expect((await trail.query()).items.map(({ type }) => type)).toEqual(["session.login"]);
});

describe("S11: no token, no data and no text of an error is in what sinks get", () => {
	const confidential = "jJ8#confidential";

	test("of a session's life", async () => {
		const { log, written } = capturing();
		const sessions = sessionsWith(log);
		const { session, token } = await sessions.create({ userId: "ada", data: { cart: confidential } });
		await sessions.update(session.id, () => ({ plan: confidential }));
		const request = {
			method: "GET",
			secure: true,
			host: "example.com",
			ip: "203.0.113.9",
			header: (name: string) => (name === "cookie" ? `__Host-Http-sid=${token}; other=${confidential}` : undefined),
		};
		const visit = await sessions.load(request);
		await visit.rotate();
		await visit.logout();
		await sessions.load(request);
		await log.flush();
		const text = written();
		expect(text).toContain("session.refused");
		for (const part of [confidential, ...token.split(".").slice(1), token]) expect(text).not.toContain(part);
	});

	test("of a store that fails and quotes what it was given", async () => {
		const { log, written } = capturing();
		const failing = {
			...memoryStore(),
			create: async () => {
				throw Object.assign(new TypeError(confidential), { code: "ECONNRESET", query: confidential });
			},
		};
		await expect(sessionsWith(log, failing).create({ userId: "ada" })).rejects.toThrow();
		await log.flush();
		expect(written()).toContain("ECONNRESET");
		expect(written()).toContain("TypeError");
		expect(written()).not.toContain(confidential);
	});

	/** An audit whose sink keeps all it gets as text. */
	function capturing() {
		let text = "";
		const sink: AuditSink = {
			name: "capture",
			async write(events) {
				text += JSON.stringify(events) + inspect(events, { depth: null });
			},
		};
		return { log: audit({ sinks: [sink] }), written: () => text };
	}
});

test.each([undefined, null, "text", { name: 1, code: 2 }])("a store may fail with anything: %s", async (error) => {
	const { trail, log } = setup();
	const event: SessionEvent = {
		...{ type: "store.failed", at: 1, sessionId: null, userId: null },
		...{ operation: "read", error },
	};
	log.observe?.(event);
	await log.flush();
	const [entry] = (await trail.query({ type: "store.failed" })).items;
	expect(entry?.details).toEqual({ operation: "read", error: "Error", code: null });
});

describe("record", () => {
	test("takes an application's own events, at the time of the clock", async () => {
		const { trail, log } = setup({ now: () => 42 });
		log.record({ type: "login.failed", userId: "ada", ip: "203.0.113.9", details: { method: "password" } });
		await log.flush();
		const [event] = (await trail.query({ type: "login.failed" })).items;
		expect(event).toMatchObject({ at: 42, userId: "ada", sessionId: null, details: { method: "password" } });
	});

	test("keeps what was said, whatever becomes of the object", async () => {
		const { trail, log } = setup();
		const details = { method: "password" };
		log.record({ type: "login.failed", details });
		details.method = "changed";
		await log.flush();
		expect((await trail.query({ type: "login.failed" })).items[0]?.details.method).toBe("password");
	});

	test.each([
		["a type", { type: "no spaces" }],
		["a session id", { sessionId: "no\0way" }],
		["details", { details: { method: 1n } }],
	])("refuses %s that can't be kept", (_name, part) => {
		const event = { type: "login.failed", details: { method: "x" }, ...part } as never;
		expect(() => setup().log.record(event)).toThrow(InvalidArgumentError);
	});
});

test("a sink that fails holds up no other, and is warned of once while it does", async () => {
	const trail = memoryTrail();
	const errors: unknown[] = [];
	const broken: AuditSink = { name: "broken", write: () => Promise.reject(new Error("no")) };
	const log = audit({ sinks: [broken, trail], every: 0, onError: (error) => errors.push(error) });
	await sessionsWith(log).create({ userId: "ada" });
	await log.close({ within: 50 });
	expect((await trail.query()).items).toHaveLength(2);
	expect(log.stats()).toMatchObject([
		{ sink: "broken", written: 0, dropped: 2 },
		{ sink: "memory", written: 2, dropped: 0 },
	]);
	expect(errors.length).toBeGreaterThan(0);
});

test("without onError there is a warning when a sink begins to fail, with its name", async () => {
	const warnings: Error[] = [];
	const listener = (warning: Error) => warnings.push(warning);
	process.on("warning", listener);
	const broken: AuditSink = { name: "broken one", write: () => Promise.reject(new Error("no")) };
	const log = audit({ sinks: [broken], every: 0 });
	await sessionsWith(log).create({ userId: "ada" });
	await log.close({ within: 350 });
	await new Promise((resolve) => setImmediate(resolve));
	process.off("warning", listener);
	expect(log.stats()[0]?.failures).toBeGreaterThan(1);
	expect(warnings.filter(({ message }) => message.includes("broken one"))).toHaveLength(1);
});

test("options that won't do are named all at once", () => {
	const options = { sinks: [], batch: 0, queue: 1.5, drop: "some" } as unknown as AuditOptions;
	expect(() => audit(options)).toThrow(ConfigurationError);
	expect(() => audit(options)).toThrow(/batch.*queue.*sinks.*drop/s);
});

test("await using closes", async () => {
	const trail = memoryTrail();
	{
		await using log = audit({ sinks: [trail] });
		await sessionsWith(log).create({ userId: "ada" });
	}
	expect((await trail.query()).items).toHaveLength(2);
});
