/** Which sessions a user has. */

import { tombstone } from "../../record.ts";
import { equal, rejects } from "../assert.ts";
import { sampleId, sampleUser } from "../sample-record.ts";
import { type Cases, ids, numbers, walk } from "./world.ts";

export const userIndexCases: Cases = {
	async "user index: has the methods it is declared to have"({ users, another }) {
		users();
		users(another);
	},

	async "list: empty for a user without sessions"({ users }) {
		for (const user of ["nobody", "", "__proto__", "*", "x".repeat(10_000)]) {
			equal(await users().listByUser(sampleUser(user), { limit: 10 }), { items: [], cursor: null }, "listByUser");
			equal(await users().countByUser(sampleUser(user)), 0, "countByUser");
		}
	},

	async "list: whole records, newest first, of that user only"({ users, add }) {
		const [first, second, third] = [await add(), await add(), await add()];
		await add({ userId: "bob" });
		await add({ userId: null });
		equal(
			await users().listByUser(sampleUser("alice"), { limit: 10 }),
			{ items: [third, second, first], cursor: null },
			"the list",
		);
	},

	async "list: by id, descending, among those created at the same time"({ users, add, now }) {
		const createdAt = now();
		for (const name of ["b", "d", "a", "c"]) await add({ id: sampleId("alice", name), createdAt });
		const expected = ["d", "c", "b", "a"].map((name) => sampleId("alice", name));
		const all = await walk((query) => users().listByUser(sampleUser("alice"), query), { limit: 1 });
		equal(ids(all), expected, "the list");
	},

	async "list: the order doesn't depend on which was stored first, or used last"({ store, users, add, now }) {
		const base = now();
		const middle = await add({ createdAt: base + 2 });
		const oldest = await add({ createdAt: base + 1 });
		const newest = await add({ createdAt: base + 3 });
		await store.touch(oldest.id, base + 60_000);
		await store.update({ ...middle, version: 2, lastSeenAt: base + 90_000 }, 1);
		const { items } = await users().listByUser(sampleUser("alice"), { limit: 10 });
		equal(ids(items), ids([newest, middle, oldest]), "the order");
	},

	async "list: pages hold what was asked for, and the last one says that it is"({ users, addMany }) {
		const records = (await addMany(7)).reverse();
		for (const limit of [1, 2, 3, 6, 7, 8, 1_000]) {
			equal(
				await walk((query) => users().listByUser(sampleUser("alice"), query), { limit }),
				records,
				`pages of ${limit}`,
			);
		}
		const { items, cursor } = await users().listByUser(sampleUser("alice"), { limit: 7 });
		equal([items.length, cursor], [7, null], "a page that is just full");
	},

	async "list: what is added meanwhile moves nothing"({ users, add, addMany }) {
		const records = (await addMany(9)).reverse();
		const all = await walk(
			(query) => users().listByUser(sampleUser("alice"), query),
			{ limit: 2 },
			() => add(),
		);
		equal(ids(all), ids(records), "the sessions that were there from the start");
	},

	async "list: what ends meanwhile moves nothing, be it where a page ended"({ store, users, addMany, end }) {
		const records = (await addMany(9)).reverse();
		// The pages are [0 1 2] [3 4 6] [7 8]: 2 and 5 end after the first, 6 and 7 after the second.
		const ending = [
			[2, 5],
			[6, 7],
		];
		const all = await walk(
			(query) => users().listByUser(sampleUser("alice"), query),
			{ limit: 3 },
			async (turn) => {
				for (const index of ending[turn] ?? []) await store.end(records[index]?.id ?? "", end());
			},
		);
		equal(ids(all), ids([0, 1, 2, 3, 4, 6, 8].map((index) => records[index] ?? records[0]!)), "the list");
	},

	async "list: only live sessions, to the millisecond"({ store, users, add, advance, now, end }) {
		const start = now();
		const idle = await add({ lastSeenAt: start, idleTimeout: 60_000 });
		const absolute = await add({ expiresAt: start + 90_000 });
		const ended = await add();
		const stays = await add();
		await store.end(ended.id, end());
		const list = async () => ids((await users().listByUser(sampleUser("alice"), { limit: 10 })).items);
		const at = async (time: number) => {
			advance(time - now());
			return [await list(), await users().countByUser(sampleUser("alice"))];
		};
		equal(await at(start + 59_999), [ids([stays, absolute, idle]), 3], "before the idle deadline");
		equal(await at(start + 60_000), [ids([stays, absolute]), 2], "at the idle deadline");
		equal(await at(start + 89_999), [ids([stays, absolute]), 2], "before the absolute deadline");
		equal(await at(start + 90_000), [ids([stays]), 1], "at the absolute deadline");
	},

	async "list: a touch or an update keeps a session in it"({ store, users, add, advance }) {
		const touched = await add({ idleTimeout: 60_000 });
		const extended = await add({ idleTimeout: 60_000 });
		const cut = await add();
		await store.touch(touched.id, touched.lastSeenAt + 50_000);
		await store.update({ ...extended, version: 2, idleTimeout: 120_000 }, 1);
		await store.update({ ...cut, version: 2, expiresAt: cut.createdAt + 70_000 }, 1);
		advance(80_000);
		equal(
			ids((await users().listByUser(sampleUser("alice"), { limit: 10 })).items),
			ids([extended, touched]),
			"the list",
		);
		advance(35_000);
		equal(
			ids((await users().listByUser(sampleUser("alice"), { limit: 10 })).items),
			ids([extended]),
			"the list, later",
		);
	},

	async "list: by device, in its label or name, case ignored"({ users, add }) {
		const label = (text: string, name: string | null) => ({
			device: { label: text, mobile: false, ip: null, userAgent: "x", name, country: null, city: null, traits: {} },
		});
		const chrome = await add(label("Chrome on Windows", null));
		const safari = await add(label("Safari on iOS", "ÉCOLE 100%"));
		const firefox = await add(label("Firefox on Linux", "chromebook_1"));
		const find = async (device: string) =>
			ids(await walk((query) => users().listByUser(sampleUser("alice"), { ...query, device }), { limit: 1 }));
		equal(await find("CHROME"), ids([firefox, chrome]), "the label or the name");
		equal(await find("école"), ids([safari]), "letters beyond ASCII");
		equal(await find("0%"), ids([safari]), "a percent sign");
		equal(await find("k_1"), ids([firefox]), "an underscore");
		equal(await find("%"), ids([safari]), "only a percent sign");
		equal(await find("x"), ids([firefox]), "not the user agent");
		equal(await find("'"), [], "a quote");
		equal(await find(""), ids([firefox, safari, chrome]), "nothing in particular");
	},

	async "list: a cursor that isn't one of this store's is refused"({ users, add }) {
		await add();
		for (const cursor of ["", "not a cursor", "\0", "💥", "{}", "' or 1=1 --", "x".repeat(5_000)]) {
			const listing = (async () => users().listByUser(sampleUser("alice"), { limit: 5, cursor }))();
			await rejects(listing, "invalid-argument", `listByUser with the cursor ${JSON.stringify(cursor.slice(0, 20))}`);
		}
	},

	async "count: exact, whatever has happened"({ store, users, add, addMany, advance, end }) {
		const count = () => users().countByUser(sampleUser("alice"));
		const records = await addMany(12, (index) => (index < 3 ? { idleTimeout: 10_000 } : {}));
		await add({ userId: "bob" });
		equal(await count(), 12, "after 12 creates");
		await store.end(records[5]?.id ?? "", end());
		await store.end(records[5]?.id ?? "", end());
		equal(await count(), 11, "after one end, twice");
		advance(20_000);
		equal(await count(), 8, "after 3 have expired");
		await store.end(records[0]?.id ?? "", end("idle"));
		equal(await count(), 8, "after the end of an expired one");
		await store.update({ ...records[6]!, version: 2 }, 1);
		await store.touch(records[7]?.id ?? "", records[7]!.lastSeenAt + 1);
		equal(await count(), 8, "after an update and a touch");
	},

	async "count: a login is one more for the user, the visitor's session being none of theirs"({
		store,
		users,
		add,
		end,
	}) {
		const visitor = await add({ userId: null });
		equal(await users().countByUser(sampleUser("alice")), 0, "before the login");
		const session = await add();
		await store.end(visitor.id, end("replaced"));
		equal(await users().countByUser(sampleUser("alice")), 1, "after it");
		equal(ids((await users().listByUser(sampleUser("alice"), { limit: 5 })).items), [session.id], "the list");
	},

	async "endByUser: ends all live ones but one, and says which"({ store, users, add, advance, end }) {
		const expired = await add({ idleTimeout: 1_000 });
		advance(2_000);
		const [first, second, current] = [await add(), await add(), await add()];
		const other = await add({ userId: "bob" });
		const how = end("revoked");
		const ended = await users().endByUser(sampleUser("alice"), how, current.id);
		equal(ended.toSorted(), ids([first, second]).toSorted(), "the ids that it ended");
		equal(await store.read(first.id), tombstone(first, how), "the tombstone of one");
		equal(await store.read(second.id), tombstone(second, how), "the tombstone of another");
		equal(await store.read(current.id), current, "the one that was excepted");
		equal(await store.read(other.id), other, "another user's");
		equal(await store.read(expired.id), expired, "the one that had expired");
		equal(await users().countByUser(sampleUser("alice")), 1, "how many are left");
	},

	async "endByUser: without an exception, or with one that isn't the user's, ends all"({ users, add, end }) {
		for (const except of [undefined, "nobody", "' or 1=1 --", (await add({ userId: "bob" })).id]) {
			const records = [await add(), await add()];
			const ended = await users().endByUser(sampleUser("alice"), end(), except);
			equal(ended.toSorted(), ids(records).toSorted(), "the ids that it ended");
			equal(await users().endByUser(sampleUser("alice"), end(), except), [], "the ids that it ended the second time");
			equal(await users().countByUser(sampleUser("alice")), 0, "how many are left");
		}
		equal(await users().countByUser(sampleUser("bob")), 1, "how many the other user has");
	},

	async "endByUser: of racing calls each session is ended by one"({ users, client, addMany, end }) {
		const records = await addMany(20);
		const results = await Promise.all(
			numbers(6).map((turn) => users(client(turn)).endByUser(sampleUser("alice"), end(`${turn}`))),
		);
		equal(results.flat().toSorted(), ids(records).toSorted(), "all ids that were reported");
	},

	async "endByUser: against racing updates, all are ended in the end"({ store, users, another, addMany, end }) {
		const records = await addMany(10);
		const how = end();
		const late = records.map((record) => another.update({ ...record, version: 2, data: '"late"' }, 1));
		const [ended] = await Promise.all([users().endByUser(sampleUser("alice"), how), ...late]);
		equal(ended.length, 10, "how many were ended");
		for (const record of records) {
			const left = await store.read(record.id);
			equal([left?.end, left?.data], [how, ""], "the end and the data");
		}
	},

	async "no orphan: an id that was evicted or ended is in no list"({ store, users, add, record, end }) {
		const [first, second] = [await add(), await add()];
		await store.end(second.id, end());
		const third = record();
		await store.create(third, { max: 1, policy: "evict-oldest" });
		equal(ids((await users().listByUser(sampleUser("alice"), { limit: 10 })).items), [third.id], "the list");
		equal((await store.read(first.id))?.end?.reason, "limit", "how the first ended");
	},
};
