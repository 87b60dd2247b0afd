/** Servers that are gone, or halted: calls end in time, by one typed error that tells no value. */

import { inspect } from "node:util";
import { StoreUnavailableError } from "@sojourn/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Ledger } from "../src/index.ts";
import { withLock } from "../src/ledger/lock.ts";
import { kinds, openLedger, startLedger } from "./shared-ledger.ts";

const hour = 3_600_000;
const secret = "a-sealed-key-that-nobody-is-to-see";

describe.each(kinds)("%s", (kind) => {
	let opened: Awaited<ReturnType<typeof startLedger>>;
	beforeAll(async () => {
		opened = await startLedger(kind);
	}, 60_000);
	afterAll(async () => {
		await opened.close();
		await opened.service.stop();
	});

	const callsTo = (ledger: Ledger): readonly Promise<unknown>[] => [
		ledger.get("key"),
		ledger.put("key", secret, null, hour),
		ledger.put("key", secret, secret, hour),
		ledger.remove("key", secret),
		ledger.add("key", secret, hour),
		ledger.members("key"),
		ledger.drop("key", secret),
	];

	async function allFail(ledger: Ledger): Promise<void> {
		for (const result of await Promise.allSettled(callsTo(ledger))) {
			const error = result.status === "rejected" ? result.reason : undefined;
			expect(error).toBeInstanceOf(StoreUnavailableError);
			expect(error.message).toMatch(/^The ledger failed at \w+: ./);
			expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret);
		}
		const work = vi.fn();
		await expect(withLock(ledger, "lock", work)).rejects.toBeInstanceOf(StoreUnavailableError);
		expect(work).not.toHaveBeenCalled();
	}

	/** Until a call succeeds. */
	const works = (ledger: Ledger) =>
		vi.waitFor(() => ledger.put("key", "value", null, hour), { timeout: 20_000, interval: 50 });

	test("halted: calls don't wait for it, and it goes on", async () => {
		opened.service.pause();
		const { ledger, close } = openLedger(opened.address); // where a server has a process for each connection, those go on
		await allFail(ledger);
		opened.service.resume();
		await works(ledger);
		await close();
	}, 60_000);

	test("killed: calls fail, and work again when it is back", async () => {
		const { ledger } = opened;
		await works(ledger);
		await opened.service.kill();
		await allFail(ledger);
		await opened.service.restart();
		await works(ledger);
	}, 60_000);
});
