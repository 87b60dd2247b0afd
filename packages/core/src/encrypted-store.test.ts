import { describe, expect, test } from "vitest";
import { encryptedStore } from "./encrypted-store.ts";
import { ConfigurationError, StoreUnavailableError } from "./errors.ts";
import { memoryStore } from "./memory-store.ts";
import { sampleRecord, sampleUser } from "./testing/sample-record.ts";
import { storeContract } from "./testing/store-contract.ts";

const secrets = "an-old-secret-with-enough-characters-0123456789abc";
const newSecret = "a-new-secret-with-enough-characters-9876543210xyz";
const start = 1_700_000_000_000;
const now = () => start;
const alice = sampleUser("alice");

describe("the store contract, encrypted in memory", () => {
	const contract = storeContract({
		capabilities: ["user-index", "scan", "sweep"],
		async open(now) {
			return { store: encryptedStore(memoryStore({ now }), { secrets, now }), async close() {} };
		},
	});
	for (const { name, run } of contract) test(name, run);
});

function open(ring: string | string[] = secrets, inner = memoryStore({ now })) {
	return { inner, store: encryptedStore(inner, { secrets: ring, now }) };
}

/** All that a store holds, as text. */
async function dump(inner: ReturnType<typeof memoryStore>): Promise<string> {
	return JSON.stringify((await inner.scan({ limit: 1_000 })).items);
}

test("a dump of the store holds nothing of the data", async () => {
	const { inner, store } = open();
	const record = sampleRecord(start, { data: '{"iban":"CH9300762011623852957"}' });
	await store.create(record);
	expect(await dump(inner)).not.toContain("CH9300762011623852957");
	await store.update({ ...record, version: 2, data: '{"iban":"DE89370400440532013000"}' }, 1);
	expect(await dump(inner)).not.toMatch(/iban|CH93|DE89/);
	expect((await store.read(record.id))?.data).toBe('{"iban":"DE89370400440532013000"}');
});

test("the same data is another text each time", async () => {
	const { inner, store } = open();
	const record = sampleRecord(start);
	await store.create(record);
	const before = await dump(inner);
	await store.update(record, 1);
	expect(await dump(inner)).not.toBe(before);
});

test("secrets rotate: any of the ring opens, the next update seals with the first", async () => {
	const { inner, store } = open();
	const record = sampleRecord(start);
	await store.create(record);
	const rotated = open([newSecret, secrets], inner).store;
	expect(await rotated.read(record.id)).toEqual(record);
	await expect(open(newSecret, inner).store.read(record.id)).rejects.toThrow(StoreUnavailableError);
	await rotated.update({ ...record, version: 2 }, 1);
	expect(await open(newSecret, inner).store.read(record.id)).toEqual({ ...record, version: 2 });
});

describe("data that can't be opened is an error, never empty", () => {
	const other = sampleRecord(start, { data: '"other"' });
	const long = JSON.stringify("long ".repeat(100_000));
	const cases: Record<string, (data: string, others: string) => string> = {
		"changed in one character": (data) => data.slice(0, 60) + (data[60] === "A" ? "B" : "A") + data.slice(61),
		"cut off": (data) => data.slice(0, -1),
		emptied: () => "",
		"never sealed": () => '{"admin":true}',
		"moved here from another session": (_, others) => others,
	};
	for (const [name, change] of Object.entries(cases)) {
		test.each([
			["short", '"mine"'],
			["long", long],
		])(`${name}, %s`, async (_, data) => {
			const { inner, store } = open();
			const record = sampleRecord(start, { data });
			for (const one of [record, other]) await store.create(one);
			const [kept, others] = [await inner.read(record.id), await inner.read(other.id)];
			await inner.update({ ...record, version: 2, data: change(kept?.data ?? "", others?.data ?? "") }, 1);
			const failure = expect.objectContaining({
				code: "store-unavailable",
				message: expect.stringContaining(record.id),
			});
			await expect(store.read(record.id)).rejects.toEqual(failure);
			await expect(store.listByUser(alice, { limit: 10 })).rejects.toEqual(failure);
			await expect(store.scan({ limit: 10 })).rejects.toEqual(failure);
			expect(await store.end(record.id, { state: "destroyed", reason: "hijack", at: start })).toBe(true);
			expect((await store.read(record.id))?.data).toBe("");
		});
	}
});

test("the parts of long data can't be left out, swapped, or taken from an older version", async () => {
	const { inner, store } = open();
	const record = sampleRecord(start, { data: "a".repeat(400_000) });
	await store.create(record);
	const older = ((await inner.read(record.id))?.data ?? "").split(".");
	await store.update({ ...record, version: 2, data: "b".repeat(400_000) }, 1);
	const parts = ((await inner.read(record.id))?.data ?? "").split(".");
	expect(parts.length).toBe(4);
	const [a = "", b = "", c = "", d = ""] = parts;
	let version = 2;
	const write = async (text: readonly string[]) =>
		inner.update({ ...record, version: ++version, data: text.join(".") }, version - 1);
	for (const forged of [
		[a],
		[a, b, c],
		[a, c, b, d],
		[a, b, c, c],
		[b, a, c, d],
		[a, older[1] ?? "", c, d],
		[...parts, d],
	]) {
		expect(await write(forged)).toBe(true);
		await expect(store.read(record.id)).rejects.toThrow(StoreUnavailableError);
	}
	await write(parts);
	expect((await store.read(record.id))?.data).toBe("b".repeat(400_000));
});

test("long data is cut between characters, not through them", async () => {
	const { store } = open();
	for (const data of ["💥".repeat(200_000), `x${"💥".repeat(200_000)}`, `\n${"é\n".repeat(100_000)}`]) {
		const record = sampleRecord(start, { data });
		await store.create(record);
		expect((await store.read(record.id))?.data === data).toBe(true);
	}
});

test("a store keeps what else it has, and what it hasn't got it isn't given", async () => {
	class Counting {
		#reads = 0;
		readonly label = "mine";
		async read() {
			this.#reads++;
			return null;
		}
		async create() {
			return { created: true, evicted: [] } as const;
		}
		async update() {
			return false;
		}
		async touch() {}
		async end() {
			return false;
		}
		reads() {
			return this.#reads;
		}
	}
	const store = encryptedStore(new Counting(), { secrets });
	await store.read();
	expect([store.reads(), store.label]).toEqual([1, "mine"]);
	expect(["listByUser", "scan", "readFresh"].map((method) => Reflect.get(store, method))).toEqual([
		undefined,
		undefined,
		undefined,
	]);
});

test("weak secrets are refused", () => {
	expect(() => encryptedStore(memoryStore(), { secrets: "short" })).toThrow(ConfigurationError);
});
