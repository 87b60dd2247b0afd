/** The keys that all servers share: one sealed entry in the ledger, written only by who has read it as it is. */

import { createSealer, type SealerOptions } from "@sojourn/core";
import { TokenError } from "../errors.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { SigningAlgorithm } from "./algorithms.ts";
import { dueKeys, type KeySchedule, type KeyTimes } from "./key-schedule.ts";
import { generateKey, type StoredKey } from "./stored-key.ts";

/** A key of the vault. */
export type ScheduledKey = StoredKey & KeyTimes;

export interface KeyVaultOptions extends Pick<SealerOptions, "secrets"> {
	readonly ledger: Ledger;
	readonly algorithm: SigningAlgorithm;
	readonly schedule: KeySchedule;
	readonly now: () => number;
}

/** Where the entry is. */
const entry = "signing-keys";

/**
 * Gives a function that reads the keys, once it has done what is due: made the next one, dropped those whose time is up,
 * sealed them anew under the first secret. Servers that do so at once agree, as only one of them gets to write.
 *
 * It throws StoreUnavailableError when the ledger fails, and TokenError when the keys can't be opened.
 */
export function openKeyVault(options: KeyVaultOptions): () => Promise<readonly ScheduledKey[]> {
	const { ledger, secrets, algorithm, schedule, now } = options;
	const sealer = createSealer({ secrets, purpose: "signing-keys" });

	async function open(text: string): Promise<{ readonly keys: readonly ScheduledKey[]; readonly current: boolean }> {
		const opened = await sealer.open(text, { name: entry });
		if (opened !== null) return { keys: JSON.parse(opened.value), current: opened.current };
		throw new TokenError("The signing keys can't be opened: add the secret that they were sealed under to secrets.", {
			advice: "alert",
			reason: "keys-sealed",
		});
	}

	return async () => {
		for (;;) {
			const text = await ledger.get(entry);
			const { keys, current } = text === null ? { keys: [], current: true } : await open(text);
			const { kept, next } = dueKeys(keys, now(), schedule);
			if (next === null && kept.length === keys.length && current) return keys;
			const changed = next === null ? kept : [...kept, { ...(await generateKey(algorithm)), ...next }];
			const sealed = await sealer.seal(JSON.stringify(changed), { name: entry });
			const ttl = Math.max(...changed.map(({ verifiesUntil }) => verifiesUntil)) - now();
			if (await ledger.put(entry, sealed, text, ttl)) return changed;
		}
	};
}
