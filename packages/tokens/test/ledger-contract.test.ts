/** What every ledger does, whatever it is kept in. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Ledger } from "../src/index.ts";
import { type Backend, backends, openForEach, short, sqlBackends } from "./ledgers.ts";

const hour = 3_600_000;

/** Texts that databases and clients have been seen to change, or to take for each other. */
const texts = [
	...["", " ", "a", "a ", "A", "á", "a\u0301", "ß", "ss", "null", "1", "1e3", "00012345678901234567890"],
	...["\0", "a\0b", "\ud800", "\ufeffa", "💥", "'; --", '"quoted"', "\\", "\\u0000", '{"a":1}', "x".repeat(100_000)],
];

describe.each(Object.entries(backends))("%s", (_name, open) => {
	let backend: Backend;
	let ledger: Ledger;
	openForEach(open, (fresh) => {
		backend = fresh;
		ledger = fresh.open();
	});

	describe("an entry", () => {
		test("is written once where there is none", async () => {
			expect(await ledger.get("key")).toBeNull();
			expect(await ledger.put("key", "first", null, hour)).toBe(true);
			expect(await ledger.put("key", "second", null, hour)).toBe(false);
			expect(await ledger.put("key", "first", null, hour)).toBe(false);
			expect(await ledger.get("key")).toBe("first");
		});

		test("is written over only where it is as expected", async () => {
			expect(await ledger.put("key", "new", "old", hour)).toBe(false);
			expect(await ledger.get("key")).toBeNull();
			await ledger.put("key", "old", null, hour);
			expect(await ledger.put("key", "new", "older", hour)).toBe(false);
			expect(await ledger.put("key", "new", "", hour)).toBe(false);
			expect(await ledger.put("key", "new", "old", hour)).toBe(true);
			expect(await ledger.put("key", "new", "old", hour)).toBe(false);
			expect(await ledger.get("key")).toBe("new");
		});

		test("is written over with the same value, in the same moment too", async () => {
			await ledger.put("key", "same", null, hour);
			for (let turn = 0; turn < 5; turn++) expect(await ledger.put("key", "same", "same", hour)).toBe(true);
			expect(await ledger.get("key")).toBe("same");
		});

		test("is removed only where it is as expected, by one", async () => {
			expect(await ledger.remove("key", "value")).toBe(false);
			await ledger.put("key", "value", null, hour);
			expect(await ledger.remove("key", "other")).toBe(false);
			expect(await ledger.remove("key", "value")).toBe(true);
			expect(await ledger.remove("key", "value")).toBe(false);
			expect(await ledger.get("key")).toBeNull();
			expect(await ledger.put("key", "again", null, hour)).toBe(true);
		});

		test("whose time is up isn't there any more", async () => {
			await ledger.put("other", "stays", null, hour);
			await backend.expire(ledger, "key");
			expect(await ledger.put("key", "new", "old", hour)).toBe(false);
			expect(await ledger.remove("key", "old")).toBe(false);
			expect(await ledger.put("key", "new", null, hour)).toBe(true);
			expect(await ledger.get("key")).toBe("new");
			expect(await ledger.get("other")).toBe("stays");
		});

		test("has the time of its last write, though it was to stay longer", async () => {
			await ledger.put("key", "value", null, hour);
			expect(await ledger.put("key", "value", "value", short)).toBe(true);
			await backend.untilOver(async () => (await ledger.get("key")) === null);
		});

		test("may hold any text, and none is taken for another", async () => {
			for (const [index, text] of texts.entries()) {
				expect(await ledger.put(`key${index}`, text, null, hour)).toBe(true);
				expect(await ledger.get(`key${index}`)).toBe(text);
				for (const other of texts.filter((other) => other !== text && other.length < 100)) {
					expect([text, other, await ledger.remove(`key${index}`, other)]).toEqual([text, other, false]);
				}
				expect(await ledger.put(`key${index}`, text, text, hour)).toBe(true);
				expect(await ledger.remove(`key${index}`, text)).toBe(true);
			}
		});

		test("may hold any text at all", async () => {
			const text = fc.string({ unit: "binary" });
			await fc.assert(
				fc.asyncProperty(text, text, fc.uuid(), async (first, second, key) => {
					expect(await ledger.put(key, first, null, hour)).toBe(true);
					expect(await ledger.put(key, second, second, hour)).toBe(first === second);
					expect(await ledger.put(key, second, first, hour)).toBe(true);
					expect(await ledger.get(key)).toBe(second);
				}),
				{ numRuns: 30 },
			);
		});

		test("has a key of its own, to the letter", async () => {
			const visible = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join("");
			const keys = ["key", "KEY", "Key", "{key}", "key*", "k%", visible];
			keys.push("x".repeat(200), `${"x".repeat(199)}y`, visible.toLowerCase().slice(0, 40));
			for (const key of new Set(keys)) expect(await ledger.put(key, key, null, hour)).toBe(true);
			for (const key of keys) expect(await ledger.get(key)).toBe(key);
		});
	});

	describe("a set", () => {
		const membersOf = async (key: string) => [...(await ledger.members(key))].sort();

		test("has the members that were added and not dropped", async () => {
			expect(await membersOf("set")).toEqual([]);
			await ledger.drop("set", "a");
			for (const member of ["b", "a", "B", "1", "1e3", "00012345678901234567890", "a"])
				await ledger.add("set", member, hour);
			expect(await membersOf("set")).toEqual(["00012345678901234567890", "1", "1e3", "B", "a", "b"]);
			await ledger.drop("set", "b");
			await ledger.drop("set", "nobody");
			expect(await membersOf("set")).toEqual(["00012345678901234567890", "1", "1e3", "B", "a"]);
			for (const member of await membersOf("set")) await ledger.drop("set", member);
			expect(await membersOf("set")).toEqual([]);
		});

		test("keeps each member for the longest that it was added for", async () => {
			await ledger.add("set", "extended", short);
			await ledger.add("set", "short", short);
			await ledger.add("set", "long", hour);
			await ledger.add("set", "extended", hour);
			await ledger.add("set", "long", short);
			await backend.untilOver(async () => !(await ledger.members("set")).includes("short"));
			expect(await membersOf("set")).toEqual(["extended", "long"]);
			await ledger.add("set", "short", hour);
			expect(await membersOf("set")).toEqual(["extended", "long", "short"]);
		});

		test("is over when all of its members are", async () => {
			await ledger.add("set", "a", short);
			await ledger.add("set", "b", short);
			await backend.untilOver(async () => (await ledger.members("set")).length === 0);
			await ledger.add("set", "c", hour);
			expect(await membersOf("set")).toEqual(["c"]);
		});

		test("has everybody who is added at once", async () => {
			const all = Array.from({ length: 50 }, (_, index) => `member-${10 + index}`);
			const other = backend.open();
			await Promise.all(all.flatMap((member) => [ledger.add("set", member, hour), other.add("set", member, hour)]));
			expect(await membersOf("set")).toEqual(all);
			await Promise.all(all.slice(1).map((member) => other.drop("set", member)));
			expect(await membersOf("set")).toEqual(["member-10"]);
		});

		test("has nothing to do with other sets, or with an entry of the same key", async () => {
			await ledger.add("key", "a", hour);
			await ledger.add("key:", "b", hour);
			await ledger.add("KEY", "c", hour);
			expect(await ledger.put("key", "value", null, hour)).toBe(true);
			expect(await membersOf("key")).toEqual(["a"]);
			expect(await membersOf("key:")).toEqual(["b"]);
			expect(await ledger.get("key")).toBe("value");
			await ledger.drop("key", "a");
			expect(await ledger.remove("key", "value")).toBe(true);
			expect(await membersOf("KEY")).toEqual(["c"]);
		});
	});

	test("what one writes, another sees", async () => {
		const other = backend.open();
		await ledger.put("key", "value", null, hour);
		await ledger.add("set", "member", hour);
		expect(await other.get("key")).toBe("value");
		expect(await other.members("set")).toEqual(["member"]);
		expect(await other.remove("key", "value")).toBe(true);
		expect(await ledger.get("key")).toBeNull();
	});

	test("times may be fractions of a millisecond, and 30 years", async () => {
		expect(await ledger.put("key", "value", null, hour / 7)).toBe(true);
		expect(await ledger.put("key", "value", "value", 30 * 365 * 24 * hour)).toBe(true);
		await ledger.add("set", "a", hour / 7);
		await ledger.add("set", "b", 30 * 365 * 24 * hour);
		expect(await ledger.get("key")).toBe("value");
		expect(await ledger.members("set")).toHaveLength(2);
	});

	test.each(["", " ", "a b", "é", "\n", "x".repeat(201)])("refuses the key and the member %j", async (name) => {
		const refused = { code: "invalid-argument" };
		await expect(ledger.get(name)).rejects.toMatchObject(refused);
		await expect(ledger.put(name, "", null, hour)).rejects.toMatchObject(refused);
		await expect(ledger.remove(name, "")).rejects.toMatchObject(refused);
		await expect(ledger.members(name)).rejects.toMatchObject(refused);
		await expect(ledger.add(name, "member", hour)).rejects.toMatchObject(refused);
		await expect(ledger.add("key", name, hour)).rejects.toMatchObject(refused);
		await expect(ledger.drop("key", name)).rejects.toMatchObject(refused);
	});

	test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 31 * 365 * 24 * hour])("refuses the time %s", async (ttl) => {
		await expect(ledger.put("key", "", null, ttl)).rejects.toMatchObject({ code: "invalid-argument" });
		await expect(ledger.add("key", "member", ttl)).rejects.toMatchObject({ code: "invalid-argument" });
	});

	test("a sweep takes nothing that is live, and leaves nothing that isn't, a bounded number at a time", async () => {
		for (let index = 0; index < 5; index++) {
			await ledger.put(`short${index}`, "value", null, short);
			await ledger.add("set", `short${index}`, short);
		}
		await ledger.put("long", "value", null, hour);
		await ledger.add("set", "long", hour);
		await backend.untilOver(async () => (await ledger.members("set")).length === 1);
		const results = [];
		do results.push(await ledger.sweep({ limit: 4 }));
		while (results.at(-1)?.more);
		expect(await ledger.get("long")).toBe("value");
		expect(await ledger.members("set")).toEqual(["long"]);
		expect(results.every(({ expired }) => expired.length === 0)).toBe(true);
		const forgotten = results.map((result) => result.forgotten);
		expect(forgotten).toEqual(backend.pass === undefined ? [0] : [4, 4, 2]);
		expect(await ledger.sweep()).toEqual({ expired: [], forgotten: 0, more: false });
	});
});

describe.each(Object.entries({ memory: backends.memory, ...sqlBackends }))("%s, by its clock", (_name, open) => {
	test("entries and members live to the millisecond", async () => {
		const opened = await open();
		const { open: openLedger, pass } = await opened.fresh();
		const ledger = openLedger();
		await ledger.put("key", "value", null, 500);
		await ledger.put("key", "value", "value", 1000);
		await ledger.add("set", "member", 1000);
		pass?.(999);
		expect(await ledger.get("key")).toBe("value");
		expect(await ledger.members("set")).toEqual(["member"]);
		expect(await ledger.sweep()).toMatchObject({ forgotten: 0 });
		pass?.(1);
		expect(await ledger.get("key")).toBeNull();
		expect(await ledger.members("set")).toEqual([]);
		expect(await ledger.sweep()).toMatchObject({ forgotten: 2 });
		await opened.close();
	}, 60_000);
});
