/** Calls at the same time, from two clients where there are two. */

import { equal } from "../assert.ts";
import { sampleId } from "../sample-record.ts";
import { type Cases, numbers } from "./world.ts";

export const raceCases: Cases = {
	async "race: of 30 creates of one id, exactly one succeeds"({ store, client, record }) {
		const records = numbers(30).map((turn) => record({ id: sampleId("alice", "one"), data: `${turn}` }));
		const results = await Promise.all(records.map((one, turn) => client(turn).create(one)));
		const winners = numbers(30).filter((turn) => results[turn]?.created);
		equal(winners.length, 1, "how many succeeded");
		equal((await store.read(sampleId("alice", "one")))?.data, `${winners[0]}`, "whose data is stored");
	},

	async "race: of 30 updates of one version, exactly one succeeds"({ store, client, add }) {
		const first = await add();
		const results = await Promise.all(
			numbers(30).map((turn) => client(turn).update({ ...first, version: 2, data: `${turn}` }, 1)),
		);
		const winners = numbers(30).filter((turn) => results[turn]);
		equal(winners.length, 1, "how many succeeded");
		equal(await store.read(first.id), { ...first, version: 2, data: `${winners[0]}` }, "the record");
	},

	async "race: of 10 rotations, exactly one succeeds, and its secret is stored"({ store, client, add }) {
		const first = await add();
		const rotated = (turn: number) => ({
			...first,
			version: 2,
			secretHash: `secret ${turn}`,
			previous: { hash: first.secretHash, until: null },
		});
		const results = await Promise.all(numbers(10).map((turn) => client(turn).update(rotated(turn), 1)));
		const winners = numbers(10).filter((turn) => results[turn]);
		equal(winners.length, 1, "how many succeeded");
		equal(await store.read(first.id), rotated(winners[0] ?? -1), "the record");
	},

	async "race: updates that read again when refused lose nothing"({ store, client, add }) {
		const first = await add({ data: "0" });
		await Promise.all(
			numbers(8).map(async (turn) => {
				for (;;) {
					const seen = (await client(turn).read(first.id)) ?? first;
					const next = { ...seen, version: seen.version + 1, data: `${Number(seen.data) + 1}` };
					if (await client(turn).update(next, seen.version)) return;
				}
			}),
		);
		equal(await store.read(first.id), { ...first, version: 9, data: "8" }, "the record");
	},

	async "race: of 20 ends, exactly one is the end"({ store, client, add, end }) {
		const { id } = await add();
		const results = await Promise.all(numbers(20).map((turn) => client(turn).end(id, end(`reason ${turn}`))));
		const winners = numbers(20).filter((turn) => results[turn]);
		equal(winners.length, 1, "how many said that they ended it");
		equal((await store.read(id))?.end?.reason, `reason ${winners[0]}`, "the reason that is stored");
	},

	async "race: an update against an end never brings the session back"({ store, another, add, end }) {
		for (const round of numbers(20)) {
			const record = await add();
			const how = end();
			const update = () => another.update({ ...record, version: 2, data: '"late"' }, 1);
			const finish = () => store.end(record.id, how);
			const [ended, updated] =
				round % 2 === 0
					? await Promise.all([finish(), update()])
					: await Promise.all([update(), finish()]).then(([u, e]) => [e, u] as const);
			equal(ended, true, "end");
			const left = await store.read(record.id);
			equal([left?.end, left?.data], [how, ""], "the end and the data");
			equal(left?.version, updated ? 3 : 2, `the version, the update having said ${updated}`);
		}
	},

	async "race: a touch against an end never brings the session back"({ store, another, add, end }) {
		for (const round of numbers(20)) {
			const record = await add();
			const how = end();
			const calls = [() => store.end(record.id, how), () => another.touch(record.id, record.lastSeenAt + 1_000)];
			await Promise.all((round % 2 === 0 ? calls : calls.toReversed()).map((call) => call()));
			const left = await store.read(record.id);
			equal([left?.end, left?.data, left?.version], [how, "", 2], "the end, the data and the version");
		}
	},

	async "race: of many touches the latest stays"({ store, client, add }) {
		const record = await add();
		await Promise.all(numbers(20).map((turn) => client(turn).touch(record.id, record.lastSeenAt + ((turn * 7) % 20))));
		equal(await store.read(record.id), { ...record, lastSeenAt: record.lastSeenAt + 19 }, "the record");
	},
};
