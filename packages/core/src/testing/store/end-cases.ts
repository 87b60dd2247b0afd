/** How sessions end, and that they stay ended. */

import { tombstone } from "../../record.ts";
import { equal } from "../assert.ts";
import type { Cases } from "./world.ts";

export const endCases: Cases = {
	async "end: leaves a tombstone, without data and without what describes a person"({ store, add, advance, end }) {
		const record = await add();
		advance(1_000);
		const how = end("revoked");
		equal(await store.end(record.id, how), true, "end");
		equal(await store.read(record.id), tombstone(record, how), "the tombstone");
	},

	async "end: the first end wins"({ store, add, end }) {
		const record = await add();
		const first = end("logout");
		equal(await store.end(record.id, first), true, "the first end");
		equal(await store.end(record.id, { state: "destroyed", reason: "hijack", at: first.at + 1 }), false, "the second");
		equal((await store.read(record.id))?.end, first, "how it ended");
	},

	async "end: false for an id that never was, and creates nothing"({ store, end }) {
		equal(await store.end("nobody", end()), false, "end");
		equal(await store.read("nobody"), null, "read");
	},

	async "end: keeps what touch and update changed"({ store, add, end }) {
		const record = await add();
		await store.update({ ...record, version: 2, secretHash: "rotated" }, 1);
		await store.touch(record.id, record.lastSeenAt + 9_000);
		const how = end();
		await store.end(record.id, how);
		const expected = tombstone(
			{ ...record, version: 2, secretHash: "rotated", lastSeenAt: record.lastSeenAt + 9_000 },
			how,
		);
		equal(await store.read(record.id), expected, "the tombstone");
	},

	async "end: works after the session's time was up"({ store, add, advance, end }) {
		const record = await add();
		advance(record.idleTimeout + 5_000);
		const how = { ...end("idle"), state: "expired" as const };
		equal(await store.end(record.id, how), true, "end");
		equal((await store.read(record.id))?.end, how, "how it ended");
	},

	async "end: the tombstone is there until its time is over"({ store, add, advance, end }) {
		const record = await add({ tombstoneTtl: 60_000 });
		const how = end();
		await store.end(record.id, how);
		advance(59_999);
		equal((await store.read(record.id))?.end, how, "the tombstone, a millisecond before it may be forgotten");
	},

	async "end: an expired session can be read until its tombstone's time is over"({ store, add, advance }) {
		const record = await add({ idleTimeout: 60_000, tombstoneTtl: 60_000 });
		advance(119_998);
		equal(await store.read(record.id), record, "the record that nobody ended");
	},

	async "no resurrection: create over a tombstone is refused"({ store, add, record, end }) {
		const ended = await add();
		await store.end(ended.id, end());
		const before = await store.read(ended.id);
		equal(await store.create(record({ id: ended.id })), { created: false, reason: "exists" }, "create");
		equal(await store.read(ended.id), before, "the tombstone");
	},

	async "no resurrection: update of a tombstone is refused, whatever the version"({ store, add, end }) {
		const record = await add();
		await store.end(record.id, end());
		const before = await store.read(record.id);
		for (const version of [0, 1, 2, 3]) {
			equal(await store.update({ ...record, version: version + 1 }, version), false, `update at version ${version}`);
		}
		equal(await store.read(record.id), before, "the tombstone");
	},

	async "no resurrection: a rotation of an ended session is refused"({ store, add, end }) {
		const record = await add();
		await store.end(record.id, end());
		const rotated = { ...record, version: 3, secretHash: "new", previous: { hash: record.secretHash, until: null } };
		equal(await store.update(rotated, 2), false, "update");
		equal((await store.read(record.id))?.secretHash, record.secretHash, "the secret's hash");
	},

	async "no resurrection: touch of a tombstone changes nothing"({ store, add, end }) {
		const record = await add();
		await store.end(record.id, end());
		const before = await store.read(record.id);
		await store.touch(record.id, record.lastSeenAt + 60_000);
		equal(await store.read(record.id), before, "the tombstone");
	},
};
