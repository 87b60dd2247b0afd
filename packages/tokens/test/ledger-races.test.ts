/** Ledgers that are asked for the same by many at once. */

import { describe, expect, test } from "vitest";
import type { Ledger } from "../src/index.ts";
import { type Backend, backends, openForEach } from "./ledgers.ts";

const hour = 3_600_000;
const racers = Array.from({ length: 50 }, (_, index) => `racer ${index}`);

describe.each(Object.entries(backends))("%s: of 50 that race", (_name, open) => {
	let backend: Backend;
	let ledger: Ledger;
	openForEach(open, (fresh) => {
		backend = fresh;
		ledger = fresh.open();
	});

	/** The one racer who won. */
	async function winner(race: (ledger: Ledger, racer: string) => Promise<boolean>): Promise<string | undefined> {
		const ledgers = [ledger, backend.open()];
		const won = await Promise.all(racers.map((racer, index) => race(ledgers[index % 2] as Ledger, racer)));
		expect(won.filter(Boolean)).toHaveLength(1);
		return racers[won.indexOf(true)];
	}

	test("one writes an entry that isn't there", async () => {
		for (let round = 0; round < 10; round++) {
			const first = await winner((ledger, racer) => ledger.put(`key${round}`, racer, null, hour));
			expect(await ledger.get(`key${round}`)).toBe(first);
		}
	});

	test("one writes with the same value", async () => {
		for (let round = 0; round < 10; round++) await winner((ledger) => ledger.put(`key${round}`, "used", null, hour));
	});

	test("one takes over an entry whose time is up", async () => {
		for (let round = 0; round < 5; round++) {
			await backend.expire(ledger, `key${round}`);
			const first = await winner((ledger, racer) => ledger.put(`key${round}`, racer, null, hour));
			expect(await ledger.get(`key${round}`)).toBe(first);
		}
	});

	test("one writes over an entry", async () => {
		await ledger.put("key", "old", null, hour);
		const first = await winner((ledger, racer) => ledger.put("key", racer, "old", hour));
		expect(await ledger.get("key")).toBe(first);
	});

	test("one removes an entry", async () => {
		await ledger.put("key", "value", null, hour);
		await winner((ledger) => ledger.remove("key", "value"));
	});

	test("each has it once when it goes from hand to hand", async () => {
		const holders: string[] = [];
		const passOn = async (ledger: Ledger, racer: string): Promise<void> => {
			while (!(await ledger.put("key", racer, null, hour)));
			holders.push(racer);
			expect(await ledger.get("key")).toBe(racer);
			expect(await ledger.remove("key", racer)).toBe(true);
		};
		const other = backend.open();
		await Promise.all(racers.slice(0, 8).map((racer, index) => passOn(index % 2 === 0 ? ledger : other, racer)));
		expect(new Set(holders).size).toBe(8);
	});
});
