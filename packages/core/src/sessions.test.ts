/** The engine without HTTP: by id, by user, under races and failures. */

import { describe, expect, test } from "vitest";
import {
	type ConfigurationError,
	ConflictError,
	InvalidArgumentError,
	SessionEndedError,
	SessionExpiredError,
	SessionNotFoundError,
} from "./errors.ts";
import type { SessionEvent } from "./events.ts";
import { finishResponse } from "./finish-response.ts";
import { memoryStore } from "./memory-store.ts";
import type { SessionOptions } from "./options.ts";
import type { SessionRequest } from "./request.ts";
import type { SessionData } from "./session.ts";
import type { SessionInfo } from "./session-info.ts";
import { createSessions } from "./sessions.ts";
import type { CompleteStore, SessionStore } from "./store.ts";

const secret = "a-secret-of-the-tests-that-is-long-enough-0123456789";

function setup(options: Partial<SessionOptions<SessionData, CompleteStore>> = {}) {
	const clock = { now: 1_800_000_000_000 };
	const now = () => clock.now;
	const events: SessionEvent[] = [];
	const store = options.store ?? memoryStore({ now });
	const observer = { name: "observer", observe: (event: SessionEvent) => void events.push(event) };
	const sessions = createSessions({
		secrets: secret,
		now,
		...options,
		store,
		plugins: [observer, ...(options.plugins ?? [])],
	});
	return { clock, sessions, events, store };
}

function request(cookie?: string, headers: Record<string, string> = {}): SessionRequest {
	const all: Record<string, string | undefined> = { cookie, "user-agent": "curl/8.5.0", ...headers };
	return { method: "GET", secure: true, host: "example.org", ip: "203.0.113.7", header: (name) => all[name] };
}

const cookie = (token: string) => `__Host-Http-sid=${token}`;

describe("by id", () => {
	test("create, read, update, extend, rename, end", async () => {
		const { sessions, clock } = setup();
		const { session, token } = await sessions.create({
			userId: "ada",
			data: { n: 1 },
			client: { ip: "::1", userAgent: "curl/8.5.0" },
		});
		expect(token.startsWith(session.id)).toBe(true);
		expect(await sessions.read(session.id)).toMatchObject({
			userId: "ada",
			state: "active",
			data: { n: 1 },
			device: { ip: "::1", label: "curl" },
		});
		await sessions.update(session.id, (data) => {
			data.n = 2;
		});
		await sessions.update(session.id, (data) => ({ ...data, m: 1 }));
		expect((await sessions.read(session.id))?.data).toEqual({ n: 2, m: 1 });
		clock.now += 20 * 60_000;
		const { idleExpiresAt } = await sessions.extend(session.id);
		expect(idleExpiresAt).toBe(clock.now + 30 * 60_000);
		expect((await sessions.rename(session.id, "  Work\n laptop ")).device.name).toBe("Work laptop");
		expect(await sessions.end(session.id)).toBe(true);
		expect(await sessions.end(session.id)).toBe(false);
		expect(await sessions.read(session.id)).toMatchObject({
			state: "invalidated",
			end: { reason: "revoked" },
			data: {},
		});
		await expect(sessions.update(session.id, () => {})).rejects.toBeInstanceOf(SessionEndedError);
		await expect(sessions.extend("A".repeat(26))).rejects.toBeInstanceOf(SessionNotFoundError);
	});

	test("extend never goes past the absolute limit, and an expired session can't be extended", async () => {
		const { sessions, clock } = setup({ idleTimeout: "1h", absoluteTimeout: "90m" });
		const { session } = await sessions.create({ userId: "ada" });
		clock.now += 59 * 60_000;
		expect((await sessions.extend(session.id, { idleTimeout: "2h" })).idleExpiresAt).toBe(session.expiresAt);
		clock.now += 32 * 60_000;
		await expect(sessions.extend(session.id)).rejects.toBeInstanceOf(SessionExpiredError);
	});

	test("an id may be asked for, if it is one of the user's shard", async () => {
		const { sessions } = setup();
		const id = await sessions.newId("ada");
		expect((await sessions.create({ userId: "ada", id })).session.id).toBe(id);
		await expect(sessions.create({ userId: "ada", id })).rejects.toBeInstanceOf(InvalidArgumentError);
		await expect(sessions.create({ userId: "bob", id: await sessions.newId("ada") })).rejects.toBeInstanceOf(
			InvalidArgumentError,
		);
		await expect(sessions.create({ id: "short" })).rejects.toBeInstanceOf(InvalidArgumentError);
	});

	test("what belongs to another user doesn't exist", async () => {
		const { sessions } = setup();
		const { session } = await sessions.create({ userId: "ada" });
		expect(await sessions.end(session.id, { userId: "bob" })).toBe(false);
		await expect(sessions.rename(session.id, "mine", { userId: "bob" })).rejects.toBeInstanceOf(SessionNotFoundError);
		expect(await sessions.read(session.id)).toMatchObject({ state: "active", device: { name: null } });
	});

	test("per-session limits hold, and a time per session is shown as it stands", async () => {
		const { sessions, clock } = setup();
		const { session } = await sessions.create({ userId: "ada", idleTimeout: "5m", absoluteTimeout: "10m" });
		expect(session.expiresAt - session.createdAt).toBe(600_000);
		clock.now += 5 * 60_000 + 5000;
		expect(await sessions.read(session.id)).toMatchObject({ state: "expired", end: { reason: "idle" } });
	});
});

test("1,000 rounds of a write against a logout: no resurrection, no orphan", async () => {
	const { sessions } = setup();
	for (let round = 0; round < 1000; round++) {
		const { token, session } = await sessions.create({ userId: "ada" });
		const [writer, leaver] = await Promise.all([
			sessions.load(request(cookie(token))),
			sessions.load(request(cookie(token))),
		]);
		writer.data.round = round;
		const both = [() => sessions.commit(writer), () => leaver.logout()];
		await Promise.all((round % 2 === 0 ? both : both.reverse()).map((act) => act()));
		expect((await sessions.load(request(cookie(token)))).userId).toBeNull();
		expect((await sessions.read(session.id))?.state).toBe("invalidated");
	}
	expect(await sessions.count("ada")).toBe(0);
});

describe("after the first byte of the response", () => {
	async function begun(userId: string | null) {
		const scene = setup();
		const { token, session } = await scene.sessions.create({ userId, data: { n: 0 } });
		const loaded = await scene.sessions.load(request(cookie(token)));
		await scene.sessions.commit(loaded);
		return { ...scene, loaded, id: session.id };
	}

	test("what is changed is stored by session.commit(), and told as lost without it", async () => {
		const { sessions, loaded, id, events } = await begun("ada");
		loaded.data.n = 1;
		await loaded.commit();
		expect((await sessions.read(id))?.data).toEqual({ n: 1 });
		expect(finishResponse(loaded)).toBeNull();
		loaded.data.n = 2;
		loaded.data.m = 2;
		expect(finishResponse(loaded)).toMatchObject({ code: "response-begun" });
		expect(finishResponse(loaded)).toBeNull();
		expect(events.at(-1)).toMatchObject({
			type: "session.write-dropped",
			keys: ["n", "m"],
			cause: "response-begun",
		});
		expect((await sessions.read(id))?.data).toEqual({ n: 1 });
	});

	test("what is changed while a commit is under way is left for the next one", async () => {
		const { sessions, loaded, id } = await begun("ada");
		loaded.data.n = 1;
		const committing = loaded.commit();
		loaded.data.n = 2;
		await committing;
		expect((await sessions.read(id))?.data).toEqual({ n: 1 });
		await loaded.commit();
		expect((await sessions.read(id))?.data).toEqual({ n: 2 });
	});

	test("what isn't data is told, and breaks nothing", async () => {
		const { loaded } = await begun("ada");
		loaded.data.n = 1n;
		expect(finishResponse(loaded)).toMatchObject({ code: "invalid-data", path: "data.n" });
	});

	test("nothing begins that would need a cookie; what ends still ends", async () => {
		const { sessions, loaded, id, clock } = await begun("ada");
		for (const call of [() => loaded.login("ada"), () => loaded.login("bob"), () => loaded.rotate()])
			await expect(call()).rejects.toMatchObject({ code: "response-begun" });
		expect(await sessions.count("bob")).toBe(0);
		clock.now += 120_000;
		loaded.data.n = 3;
		await loaded.commit();
		expect((await sessions.read(id))?.data).toEqual({ n: 3 });
		await loaded.logout();
		expect((await sessions.read(id))?.end?.reason).toBe("logout");
	});

	test("a visitor's first data can't be kept, and says so", async () => {
		const { sessions } = setup();
		const loaded = await sessions.load(request());
		await sessions.commit(loaded);
		loaded.data.n = 1;
		await expect(loaded.commit()).rejects.toMatchObject({ code: "response-begun" });
		expect((await sessions.scan()).items).toHaveLength(0);
	});
});

describe("concurrency between processes (two engines on one store)", () => {
	test("changes of different keys both survive, and a counter kept by update counts right", async () => {
		const a = setup();
		const b = setup({ store: a.store, now: () => a.clock.now });
		const { token, session } = await a.sessions.create({ data: { n: 0 } });
		await Promise.all(
			Array.from({ length: 40 }, async (_, index) => {
				const { sessions } = index % 2 === 0 ? a : b;
				const loaded = await sessions.load(request(cookie(token)));
				loaded.data[`k${index}`] = index;
				await sessions.commit(loaded);
				await sessions.update(session.id, (data) => ({ ...data, n: (data.n as number) + 1 }));
			}),
		);
		const stored = await a.sessions.read(session.id);
		expect(Object.keys(stored?.data ?? {})).toHaveLength(41);
		expect(stored?.data.n).toBe(40);
		const [one, two] = [await a.sessions.load(request(cookie(token))), await b.sessions.load(request(cookie(token)))];
		one.data.one = true;
		two.data.two = true;
		await a.sessions.commit(one);
		await b.sessions.commit(two);
		expect((await a.sessions.read(session.id))?.data).toMatchObject({ one: true, two: true });
		expect(b.events).toContainEqual(expect.objectContaining({ type: "session.conflict", attempt: 1 }));
	});

	test("two logins again at the same time: no cookie is torn from the other's hands", async () => {
		const a = setup();
		const b = setup({ store: a.store, now: () => a.clock.now });
		const { token } = await a.sessions.create({ userId: "ada" });
		const one = await a.sessions.load(request(cookie(token)));
		const two = await b.sessions.load(request(cookie(token)));
		await Promise.all([one.login("ada"), two.login("ada")]);
		const cookies = [(await a.sessions.commit(one)).cookies, (await b.sessions.commit(two)).cookies].flat();
		expect(cookies).toHaveLength(1);
		a.clock.now += 60_000;
		expect((await a.sessions.load(request(cookie(cookies[0]?.value ?? "")))).userId).toBe("ada");
	});

	test("a session that others change without end gives ConflictError within the deadline", async () => {
		const { store } = setup();
		const busy: CompleteStore = { ...store, update: async () => false };
		const { sessions } = setup({ store: busy, storeTimeout: 100 });
		const { session } = await sessions.create({});
		await expect(sessions.update(session.id, (data) => ({ ...data, n: 1 }))).rejects.toBeInstanceOf(ConflictError);
	});
});

test("what a store can't do isn't there, in the types and at run time", () => {
	const { read, create, update, touch, end } = memoryStore();
	const plain: SessionStore = { read, create, update, touch, end };
	const sessions = createSessions<SessionData, SessionStore>({ store: plain, secrets: secret });
	// @ts-expect-error: this store has no index by user
	expect(sessions.list).toBeUndefined();
	// @ts-expect-error: nor can it be walked over
	expect(sessions.scan).toBeUndefined();
	// @ts-expect-error: by default a store is to have every capability
	createSessions<SessionData>({ store: plain, secrets: secret });
	const complete = createSessions<{ cart?: string[] }>({ store: memoryStore(), secrets: secret });
	expect(complete.list).toBeTypeOf("function");
	// @ts-expect-error: session data has the type that was given
	void (() => complete.create({ data: { cart: 1 } }));
});

describe("requests", () => {
	test("a read-only request reads once, writes nothing, and commits at once", async () => {
		const { sessions, store, clock } = setup();
		const { token } = await sessions.create({ userId: "ada", data: { n: 1 } });
		const calls: string[] = [];
		const counting = new Proxy(store, {
			get(target, name) {
				const value: unknown = Reflect.get(target, name);
				if (typeof value !== "function") return value;
				return (...parameters: unknown[]) => {
					calls.push(String(name));
					return value.apply(target, parameters);
				};
			},
		});
		const { sessions: counted } = setup({ store: counting, now: () => clock.now });
		const session = await counted.load(request(cookie(token)));
		expect(session.data.n).toBe(1);
		expect(counted.commit(session)).not.toBeInstanceOf(Promise);
		expect(calls).toEqual(["read"]);
		session.data.n = 2;
		await counted.commit(session);
		expect(calls).toEqual(["read", "update"]);
		clock.now += 61_000;
		await counted.commit(await counted.load(request(cookie(token))));
		expect(calls).toEqual(["read", "update", "read", "touch"]);
	});

	test("another user's login leaves the first one's data behind, also what wasn't committed", async () => {
		const { sessions } = setup();
		const { token } = await sessions.create({ userId: "ada", data: { private: 1 } });
		const session = await sessions.load(request(cookie(token)));
		session.data.more = 2;
		await session.login("bob");
		expect(session.data).toEqual({});
		await sessions.commit(session);
		expect((await sessions.read(session.id ?? ""))?.data).toEqual({});
		expect((await sessions.load(request(cookie(token)))).ended?.reason).toBe("replaced");
	});

	test("what a visitor gathered while the password was checked isn't lost", async () => {
		const { sessions } = setup();
		const { token } = await sessions.create({ data: { cart: 1 } });
		const login = await sessions.load(request(cookie(token)));
		const other = await sessions.load(request(cookie(token)));
		other.data.late = true;
		await sessions.commit(other);
		login.data.mine = true;
		await login.login("ada");
		await sessions.commit(login);
		expect((await sessions.read(login.id ?? ""))?.data).toEqual({ cart: 1, late: true, mine: true });
	});

	test("a login may give its session limits of its own, and require() says who is logged in", async () => {
		const { sessions, clock } = setup();
		const session = await sessions.load({ ...request(), ip: "::ffff:192.0.2.1" });
		expect(() => session.require()).toThrow(expect.objectContaining({ code: "session-required", status: 401 }));
		await session.login("ada", { idleTimeout: "5m", absoluteTimeout: "1h" });
		const { userId, idleExpiresAt, expiresAt, device }: { userId: string } & SessionInfo = session.require({
			within: "1m",
		});
		expect([userId, idleExpiresAt - clock.now, expiresAt - clock.now]).toEqual(["ada", 300_000, 3_600_000]);
		expect(device.ip).toBe("192.0.2.1");
	});

	test("a demand that a login doesn't meet is told, with what is missing", async () => {
		const { sessions, clock, events } = setup();
		const demands = () => events.filter(({ type }) => type === "session.step-up");
		const session = await sessions.load(request());
		expect(() => session.require({ level: 2 })).toThrow(expect.objectContaining({ code: "session-required" }));
		await session.login("ada", { methods: ["pwd"] });
		clock.now += 60_001;
		session.require({ level: 1, methods: ["pwd"], within: "2m" });
		expect(demands()).toEqual([]);
		for (const demand of [{ methods: ["pwd", "otp"] }, { level: 2 }, { within: "1m" } as const])
			expect(() => session.require(demand)).toThrow(expect.objectContaining({ code: "step-up-required" }));
		const about = { at: clock.now, sessionId: session.id, userId: "ada" };
		expect(demands()).toMatchObject([
			{ ...about, reason: "method-otp" },
			{ ...about, reason: "level" },
			{ ...about, reason: "login-too-old" },
		]);
	});

	test("a plugin's votes: step-up asks for a login, end ends, and an observer that throws breaks nothing", async () => {
		let vote: "allow" | "step-up" | "end" = "step-up";
		const plugin = {
			name: "strict",
			check: () => ({ verdict: vote, reason: "device-mismatch" }),
			observe: () => {
				throw new Error("broken observer");
			},
		};
		const { sessions } = setup({ plugins: [plugin] });
		const { token } = await sessions.create({ userId: "ada" });
		const suspect = await sessions.load(request(cookie(token)));
		expect(suspect.stepUp).toBe("device-mismatch");
		expect(() => suspect.require()).toThrow(expect.objectContaining({ code: "step-up-required" }));
		vote = "end";
		const ended = await sessions.load(request(cookie(token)));
		expect(ended.ended).toMatchObject({ state: "destroyed", reason: "device-mismatch" });
		expect(() => ended.require()).toThrow(expect.objectContaining({ code: "device-mismatch", status: 401 }));
	});

	test("a schema gives defaults when data is read, and refuses what doesn't fit before anything is written", async () => {
		const schema = {
			"~standard": {
				version: 1 as const,
				vendor: "test",
				validate(value: unknown) {
					const { visits = 0, ...rest } = value as { visits?: unknown };
					if (typeof visits !== "number") return { issues: [{ message: "not a number", path: ["visits"] }] };
					return { value: { visits, ...rest } };
				},
			},
		};
		const clock = { now: 1_800_000_000_000 };
		const store = memoryStore({ now: () => clock.now });
		const sessions = createSessions({ store, secrets: secret, schema, now: () => clock.now });
		const session = await sessions.load(request());
		expect(session.data.visits).toBe(0);
		await session.commit();
		expect(session.id).toBeNull();
		session.data.visits = 1;
		await session.commit();
		session.data.visits = "many" as unknown as number;
		await expect(sessions.commit(session)).rejects.toMatchObject({ code: "invalid-data", path: "data.visits" });
		expect((await sessions.read(session.id ?? ""))?.data).toEqual({ visits: 1 });
		const { session: bare } = await createSessions({ store, secrets: secret, now: () => clock.now }).create();
		expect((await sessions.read(bare.id))?.data).toEqual({ visits: 0 });
		expect((await sessions.update(bare.id, (data) => ({ visits: data.visits + 1 }))).data).toEqual({ visits: 1 });
	});
});

test("unsafe and contradictory options are refused, all of them named at once", () => {
	const create = () =>
		createSessions({
			store: memoryStore(),
			secrets: "short",
			idleTimeout: "9h",
			rotationGrace: "1h",
			absoluteTimeout: "soon" as "1h",
			limit: { max: 0, policy: "reject" },
			cookie: { secure: false, name: "__Host-sid", domain: "example.org", sameSite: "none" },
		});
	const problems = (() => {
		try {
			create();
		} catch (error) {
			return (error as ConfigurationError).problems;
		}
		return [];
	})();
	for (const option of [
		"secrets",
		"absoluteTimeout",
		"idleTimeout",
		"rotationGrace",
		"limit.max",
		"cookie.secure",
		"cookie.domain",
	]) {
		expect(problems.some((problem) => problem.includes(option))).toBe(true);
	}
});
