/** read, create, update and touch, one call after the other. */

import type { SessionRecord } from "../../record.ts";
import { assert, equal } from "../assert.ts";
import { type Cases, numbers } from "./world.ts";

export const recordCases: Cases = {
	async "read: null for an id that never was"({ store }) {
		equal(await store.read("nobody"), null, "read");
	},

	async "create: every field comes back as it was"({ store, add, record }) {
		const full = await add();
		equal(await store.read(full.id), full, "a record with everything");
		const bare = record({
			userId: null,
			previous: null,
			auth: null,
			device: { label: "", mobile: true, ip: null, userAgent: null, name: null, country: null, city: null, traits: {} },
			data: "",
		});
		await store.create(bare);
		equal(await store.read(bare.id), bare, "a record with nothing");
	},

	async "create: says that nothing was evicted"({ store, record }) {
		equal(await store.create(record()), { created: true, evicted: [] }, "create");
	},

	async "create: never overwrites"({ store, add, record }) {
		const first = await add();
		const second = record({ id: first.id, userId: "mallory", data: '"other"' });
		equal(await store.create(second), { created: false, reason: "exists" }, "create");
		equal(await store.read(first.id), first, "the first record");
	},

	async "create: doesn't overwrite what has expired either"({ store, add, record, advance }) {
		const first = await add();
		advance(first.idleTimeout + 1);
		equal(await store.create(record({ id: first.id })), { created: false, reason: "exists" }, "create");
	},

	async "update: replaces the record at the expected version"({ store, add, now }) {
		const first = await add();
		const second: SessionRecord = {
			...first,
			version: 2,
			data: '{"changed":true}',
			lastSeenAt: now(),
			idleTimeout: 60_000,
			auth: null,
			previous: null,
			device: { ...first.device, name: null },
		};
		equal(await store.update(second, 1), true, "update");
		equal(await store.read(first.id), second, "the record");
	},

	async "update: false at another version, and nothing changes"({ store, add }) {
		const first = await add({ version: 7 });
		equal(await store.update({ ...first, version: 7, data: '"lost"' }, 6), false, "a version too old");
		equal(await store.update({ ...first, version: 9, data: '"lost"' }, 8), false, "a version too new");
		equal(await store.read(first.id), first, "the record");
	},

	async "update: false for an id that never was, and creates nothing"({ store, record }) {
		const never = record();
		equal(await store.update(never, 1), false, "update");
		equal(await store.read(never.id), null, "read");
	},

	async "update: lastSeenAt never moves back"({ store, add }) {
		const first = await add();
		await store.touch(first.id, first.lastSeenAt + 5_000);
		equal(await store.update({ ...first, version: 2, data: '"new"' }, 1), true, "update after a touch");
		const expected = { ...first, version: 2, data: '"new"', lastSeenAt: first.lastSeenAt + 5_000 };
		equal(await store.read(first.id), expected, "the record");
	},

	async "update: rotates twice, one rotation after the other"({ store, add }) {
		const first = await add();
		const second = { ...first, version: 2, secretHash: "second", previous: { hash: first.secretHash, until: null } };
		const third = { ...first, version: 3, secretHash: "third", previous: { hash: "second", until: 5 } };
		equal(await store.update(second, 1), true, "the first rotation");
		equal(await store.update(third, 2), true, "the second rotation");
		equal(await store.read(first.id), third, "the record");
	},

	async "touch: moves lastSeenAt forward, and the version stays"({ store, add }) {
		const first = await add();
		await store.touch(first.id, first.lastSeenAt + 60_000);
		equal(await store.read(first.id), { ...first, lastSeenAt: first.lastSeenAt + 60_000 }, "the record");
		equal(await store.update({ ...first, version: 2 }, 1), true, "an update at the version from before the touch");
	},

	async "touch: never moves lastSeenAt back"({ store, add }) {
		const first = await add();
		await store.touch(first.id, first.lastSeenAt - 1);
		await store.touch(first.id, first.lastSeenAt);
		equal(await store.read(first.id), first, "the record");
	},

	async "touch: does nothing for an id that never was"({ store }) {
		await store.touch("nobody", 1);
		equal(await store.read("nobody"), null, "read");
	},

	async "isolation: changing what was handed in changes nothing stored"({ store, record }) {
		const given = record();
		const expected = structuredCopy(given);
		await store.create(given);
		vandalize(given);
		equal(await store.read(expected.id), expected, "after create");
		const update = { ...structuredCopy(expected), version: 2 };
		await store.update(update, 1);
		vandalize(update);
		equal(await store.read(expected.id), { ...expected, version: 2 }, "after update");
	},

	async "isolation: changing what was returned changes nothing stored"({ store, add }) {
		const expected = await add();
		vandalize(await store.read(expected.id));
		equal(await store.read(expected.id), expected, "the record");
		await store.end(expected.id, { state: "destroyed", reason: "hijack", at: 5 });
		const ended = structuredCopy(await store.read(expected.id));
		vandalize(await store.read(expected.id));
		equal(await store.read(expected.id), ended, "the tombstone");
	},

	async "two clients: each sees at once what the other wrote"({ store, another, add, end }) {
		for (const round of numbers(5)) {
			const first = await add();
			equal(await another.read(first.id), first, "a new record");
			equal(await another.update({ ...first, version: 2, data: `${round}` }, 1), true, "the other's update");
			equal((await store.read(first.id))?.data, `${round}`, "the data that the other wrote");
			equal(await store.update({ ...first, version: 2 }, 1), false, "an update that doesn't know of the other's");
			equal(await store.end(first.id, end()), true, "end");
			assert((await another.read(first.id))?.end !== null, "The other client must see the end.");
			equal(await another.end(first.id, end()), false, "the other's end");
		}
	},
};

function structuredCopy<T>(value: T): T {
	return JSON.parse(JSON.stringify(value));
}

/** Changes everything in it that can be changed, at every depth. */
function vandalize(value: unknown): void {
	if (typeof value !== "object" || value === null) return;
	for (const key of Object.keys(value)) {
		vandalize((value as Record<string, unknown>)[key]);
		Reflect.set(value, key, "vandalized");
	}
}
