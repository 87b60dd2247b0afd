/** A process that works under a lock as it is told to: `node lock-process.ts SETTINGS`. */

import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { withLock } from "../src/ledger/lock.ts";
import { type LedgerAddress, openLedger } from "./shared-ledger.ts";

/** What it is told, as JSON. */
export interface LockSettings {
	readonly address: LedgerAddress;
	/** In milliseconds. */
	readonly ttl: number;
	/** A file with a number, and how often to add 1 to it. Otherwise it keeps the lock until it gets a message. */
	readonly count?: { readonly file: string; readonly times: number };
}

const { address, ttl, count }: LockSettings = JSON.parse(process.argv[2] ?? "");
const { ledger, close } = openLedger(address);
const tell = (message: unknown) => process.send?.(message);

/** As anybody does who thinks to be alone. */
async function addOne(file: string): Promise<void> {
	const before = Number(readFileSync(file, "utf8"));
	await setImmediate();
	writeFileSync(file, `${before + 1}`);
}

if (count !== undefined) {
	for (let turn = 0; turn < count.times; turn++) {
		const { busy } = await withLock(ledger, "lock", () => addOne(count.file), { ttl, waitFor: "30s" });
		if (busy) throw new Error("The lock wasn't to be had.");
	}
} else {
	await withLock(
		ledger,
		"lock",
		async (lease) => {
			tell("held");
			await once(process, "message");
			tell(lease.lost);
		},
		{ ttl },
	);
	tell("released");
}
await close();
process.disconnect?.();
