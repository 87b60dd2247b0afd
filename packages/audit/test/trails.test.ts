import type { Page } from "@sojourn/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
	type AuditEvent,
	type AuditTrail,
	activity,
	jsonLines,
	memoryTrail,
	migrate,
	sqlTrail,
	summary,
} from "../src/index.ts";
import { databases, freshTable, type OpenedDatabase } from "./databases.ts";
import { sampleEvent } from "./events.ts";

const chain = { secret: "a secret of at least 32 characters" };

describe("in memory", () => trailTests(async () => memoryTrail()));

describe.each(Object.entries(databases))("%s", (_name, open) => {
	let database: OpenedDatabase;
	beforeAll(async () => {
		database = await open();
	}, 60_000);
	afterAll(() => database.close());

	async function openTrail(options = {}) {
		const trail = sqlTrail(database.connect(), { table: freshTable(), ...options });
		await migrate(trail);
		return trail;
	}

	describe("a trail", () => trailTests(openTrail));
	describe("a chained trail", () => trailTests(() => openTrail({ chain })));

	test("several processes migrate at once, and again", async () => {
		const table = freshTable();
		const trails = [1, 2, 3].map(() => sqlTrail(database.connect(), { table }));
		await Promise.all(trails.map(migrate));
		await Promise.all(trails.map(migrate));
		await trails[0]?.write([sampleEvent()]);
		expect((await trails[1]?.query())?.items).toHaveLength(1);
	});

	test("processes that write at once make one chain, and whoever reads on misses nothing", async () => {
		const table = freshTable();
		const open = () => sqlTrail(database.connect(), { table, chain });
		const [reader, ...writers] = [open(), open(), open(), open()];
		await migrate(reader);
		const writing = writers.map(async (trail) => {
			for (let turn = 0; turn < 20; turn++) await trail.write([sampleEvent(), sampleEvent(), sampleEvent()]);
		});
		const seen: string[] = [];
		let cursor: string | undefined;
		while (seen.length < 170) {
			const query = { order: "oldest", limit: 7, ...(cursor && { cursor }) } as const;
			const page: Page<AuditEvent> = await reader.query(query);
			if (page.cursor === null) continue; // there is no more yet
			seen.push(...page.items.map(({ id }) => id));
			cursor = page.cursor;
		}
		await Promise.all(writing);
		const rest = await reader.query({ order: "oldest", ...(cursor && { cursor }) });
		seen.push(...rest.items.map(({ id }) => id));
		expect(new Set(seen).size).toBe(180);
		expect(seen).toHaveLength(180);
		expect(await reader.verify()).toMatchObject({ intact: true, entries: 180 });
	});

	test("without its tables it says what to do", async () => {
		const trail = sqlTrail(database.connect(), { table: freshTable() });
		await expect(trail.write([sampleEvent()])).rejects.toThrow("migrate(trail)");
	});

	test("a batch that comes again is added once", async () => {
		const trail = await openTrail({ chain });
		const [one, other] = [sampleEvent(), sampleEvent()];
		await trail.write([one]);
		await trail.write([one, other]);
		await trail.write([one, other]);
		const { items } = await trail.query({ order: "oldest" });
		expect(items.map(({ id }) => id)).toEqual([one.id, other.id]);
	});

	test("a sweep removes what is too old, in steps, and says so", async () => {
		const trail = await openTrail({ chain, keepFor: 1000, now: () => 10_000 });
		const ages = [8_000, 8_500, 8_999, 9_000, 9_500];
		const kept = ages.map((at) => sampleEvent({ at, userId: "ada" }));
		await trail.write(kept);
		expect(await trail.sweep({ limit: 2 })).toEqual({ expired: [], forgotten: 2, more: true });
		expect(await trail.sweep({ limit: 2 })).toEqual({ expired: [], forgotten: 1, more: false });
		expect(await trail.sweep({ limit: 2 })).toEqual({ expired: [], forgotten: 0, more: false });
		const { items } = await trail.query({ order: "oldest" });
		expect(items.map(({ type, at }) => [type, at])).toEqual([
			["session.renamed", 9_000],
			["session.renamed", 9_500],
			["audit.swept", 10_000],
			["audit.swept", 10_000],
		]);
	});
});

/** What holds for every trail. */
function trailTests(open: () => Promise<AuditTrail>): void {
	const login = { methods: ["password"], level: 1, again: false };

	/** Ada's two sessions and Bob's one. */
	async function filled() {
		const trail = await open();
		const events = [
			sampleEvent({
				at: 1,
				type: "session.created",
				sessionId: "a1",
				userId: "ada",
				ip: "192.0.2.1",
				device: "Safari",
			}),
			sampleEvent({ at: 2, type: "session.login", sessionId: "a1", userId: "ada", ip: "192.0.2.1", details: login }),
			sampleEvent({ at: 3, type: "session.created", sessionId: "b1", userId: "bob", ip: "192.0.2.2" }),
			sampleEvent({
				at: 4,
				type: "session.created",
				sessionId: "a2",
				userId: "ada",
				ip: "192.0.2.3",
				device: "Firefox",
			}),
			sampleEvent({
				at: 5,
				type: "session.refused",
				sessionId: "a1",
				ip: "198.51.100.7",
				details: { reason: "reused" },
			}),
			sampleEvent({
				...{ at: 6, type: "session.ended", sessionId: "a1", userId: "ada" },
				details: { end: { state: "destroyed", reason: "token-reuse", at: 6 } },
			}),
			sampleEvent({ at: 7, type: "request.cross-site", ip: "198.51.100.7", details: { reason: "origin" } }),
		];
		await trail.write(events.slice(0, 3));
		await trail.write(events.slice(3));
		return { trail, events };
	}

	const times = (events: readonly AuditEvent[]) => events.map(({ at }) => at);

	test("gives back what it was given", async () => {
		const { trail, events } = await filled();
		expect((await trail.query({ order: "oldest" })).items).toEqual(events);
		expect((await trail.query()).items).toEqual(events.toReversed());
	});

	test("is asked by user, session, type and time, in any combination", async () => {
		const { trail } = await filled();
		const found = async (query: Parameters<typeof trail.query>[0]) => times((await trail.query(query)).items);
		expect(await found({ userId: "ada" })).toEqual([6, 4, 2, 1]);
		expect(await found({ userId: "ADA" })).toEqual([]);
		expect(await found({ sessionId: "a1" })).toEqual([6, 5, 2, 1]);
		expect(await found({ sessionId: "A1" })).toEqual([]);
		expect(await found({ sessionId: ["a2", "b1"] })).toEqual([4, 3]);
		expect(await found({ sessionId: [] })).toEqual([]);
		expect(await found({ type: "session.created" })).toEqual([4, 3, 1]);
		expect(await found({ type: ["session.created", "session.ended"], userId: "ada" })).toEqual([6, 4, 1]);
		expect(await found({ from: 3, to: 6 })).toEqual([5, 4, 3]);
		expect(await found({ from: 3, userId: "ada", order: "oldest" })).toEqual([4, 6]);
	});

	test.each(["newest", "oldest"] as const)("is read in pages, the %s first", async (order) => {
		const { trail } = await filled();
		const seen: number[] = [];
		let cursor: string | null = null;
		do {
			const page: Awaited<ReturnType<typeof trail.query>> = await trail.query({
				...{ order, limit: 3 },
				...(cursor !== null && { cursor }),
			});
			seen.push(...times(page.items));
			cursor = page.cursor;
			await trail.write([sampleEvent({ at: 99 })]); // stable while events are added
		} while (cursor !== null && seen.length < 20);
		const old = seen.filter((at) => at !== 99);
		expect(old).toEqual(order === "oldest" ? [1, 2, 3, 4, 5, 6, 7] : [7, 6, 5, 4, 3, 2, 1]);
	});

	test.each(["", "x", "-1", "1e3", "9".repeat(16), "1; drop"])("refuses the cursor %j", async (cursor) => {
		await expect(open().then((trail) => trail.query({ cursor }))).rejects.toMatchObject({ code: "invalid-argument" });
	});

	test.each([0, 1001, 1.5, Number.NaN])("refuses the limit %s", async (limit) => {
		await expect(open().then((trail) => trail.query({ limit }))).rejects.toMatchObject({ code: "invalid-argument" });
	});

	test("keeps any text", async () => {
		const trail = await open();
		const texts = ["\0", "\ud800", "\ufeffé", "ada ", "💥", "'; --", "x".repeat(5000)];
		const events = texts.map((text) => sampleEvent({ userId: text, device: text, details: { text } as object }));
		await trail.write(events);
		expect((await trail.query({ order: "oldest" })).items).toEqual(events);
		for (const userId of texts) expect((await trail.query({ userId })).items).toHaveLength(1);
	});

	test("erases a user from all that was about the user, and nobody else", async () => {
		const { trail } = await filled();
		expect(await trail.erase("ada")).toBe(5);
		expect(await trail.erase("ada")).toBe(0);
		const { items } = await trail.query({ order: "oldest", to: 8 });
		const people = items.map(({ at, userId, ip, device }) => [at, userId, ip, device]);
		expect(people).toEqual([
			[1, null, null, null],
			[2, null, null, null],
			[3, "bob", "192.0.2.2", null],
			[4, null, null, null],
			[5, null, null, null],
			[6, null, null, null],
			[7, null, "198.51.100.7", null],
		]);
		expect((await trail.query({ userId: "ada" })).items).toEqual([]);
		expect(items[5]?.details).toMatchObject({ end: { reason: "token-reuse" } });
	});

	test("A2: sums up a user's last hours", async () => {
		const { trail } = await filled();
		expect(await summary(trail, "ada", { now: () => 10 })).toEqual({
			...{ userId: "ada", from: 10 - 24 * 3_600_000, to: 10, sessions: 2, logins: 1 },
			ended: { "token-reuse": 1 },
			refused: { reused: 1 },
			stepUps: {},
			addresses: [
				{ name: "198.51.100.7", events: 1, firstAt: 5, lastAt: 5 },
				{ name: "192.0.2.3", events: 1, firstAt: 4, lastAt: 4 },
				{ name: "192.0.2.1", events: 2, firstAt: 1, lastAt: 2 },
			],
			devices: [
				{ name: "Firefox", events: 1, firstAt: 4, lastAt: 4 },
				{ name: "Safari", events: 1, firstAt: 1, lastAt: 1 },
			],
			events: { "session.created": 2, "session.login": 1, "session.ended": 1, "session.refused": 1 },
		});
		const later = { hours: 1, now: () => 3_600_000 + 4 };
		expect(await summary(trail, "ada", later)).toMatchObject({ sessions: 2, logins: 0 });
		await expect(summary(trail, "ada", { hours: 0 })).rejects.toMatchObject({ code: "invalid-argument" });
	});

	test("A3: tells the life of a session", async () => {
		const { trail } = await filled();
		const life = await activity(trail, "a1");
		expect(times(life?.events ?? [])).toEqual([1, 2, 5, 6]);
		expect(life).toMatchObject({ userId: "ada", createdAt: 1, end: { reason: "token-reuse" } });
		expect(life?.addresses.map(({ name }) => name)).toEqual(["198.51.100.7", "192.0.2.1"]);
		expect(await activity(trail, "nobody")).toBeNull();
	});

	test("is exported as JSON lines, the oldest first", async () => {
		const { trail, events } = await filled();
		const lines: string[] = [];
		for await (const line of jsonLines(trail, { userId: "ada" })) lines.push(line);
		expect(lines.every((line) => line.endsWith("\n") && line.indexOf("\n") === line.length - 1)).toBe(true);
		expect(lines.map((line) => JSON.parse(line))).toEqual(events.filter(({ userId }) => userId === "ada"));
	});
}
