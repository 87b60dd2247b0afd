/** Signing keys that make themselves: all servers share them, and they rotate on a schedule (T9). */

import { ConfigurationError, type Duration } from "@sojourn/core";
import { TokenError } from "../errors.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { isSigningAlgorithm, type SigningAlgorithm, signingAlgorithms } from "./algorithms.ts";
import { nextDue, signingAt } from "./key-schedule.ts";
import { type KeyVaultOptions, openKeyVault, type ScheduledKey } from "./key-vault.ts";
import { readDuration } from "./options.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { type LoadedKey, loadKey } from "./stored-key.ts";

export interface SigningKeysOptions extends Pick<KeyVaultOptions, "secrets"> {
	/** Where all servers find the keys. */
	readonly ledger: Ledger;
	/** What new keys are made for. Those that are there go on until their time is up. Default `"ES256"`. */
	readonly algorithm?: SigningAlgorithm;
	/** For how long each key signs. Default 30 days. */
	readonly rotateEvery?: Duration;
	/**
	 * How long a key is published before it signs, and how long it verifies after it signed: the longest that a token may
	 * live, and others may keep the published keys. Shorter than `rotateEvery`. Default 1 day.
	 */
	readonly overlap?: Duration;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

const minute = 60_000;
/** How long a process goes by what it knows, and how soon it asks again when it got no answer, in milliseconds. */
const patience = { known: 5 * minute, failed: 10_000, unknown: 10_000 };

/** What a process knows of the keys. */
interface View {
	readonly keys: readonly (LoadedKey & ScheduledKey)[];
	readonly byId: ReadonlyMap<string, LoadedKey>;
	readonly readAt: number;
	/** When to look again. */
	askAgainAt: number;
}

/**
 * Keys that are made, published, used and given up on a schedule. They are kept in the ledger, sealed under the secrets,
 * and so the same on all servers. No timer runs: what is due is done when keys are next asked for.
 *
 * A process asks the ledger every 5 minutes, or a quarter of the overlap, and goes on with the keys that it knows while
 * the ledger fails.
 *
 * @throws ConfigurationError naming everything that is wrong with the options
 */
export function createSigningKeys(options: SigningKeysOptions): SigningKeys {
	const { ledger, secrets, algorithm = "ES256", now = Date.now } = options;
	const problems: string[] = [];
	const rotateEvery = readDuration(problems, "rotateEvery", options.rotateEvery ?? "30d", minute);
	const overlap = readDuration(problems, "overlap", options.overlap ?? "1d", minute);
	if (overlap >= rotateEvery) problems.push("overlap isn't shorter than rotateEvery: shorten it.");
	if (!isSigningAlgorithm(algorithm)) {
		problems.push(`algorithm is ${algorithm}: give one of ${signingAlgorithms.join(", ")}.`);
	}
	if (problems.length > 0) throw new ConfigurationError(problems);

	const schedule = { rotateEvery, overlap };
	const readKeys = openKeyVault({ ledger, secrets, algorithm, schedule, now });
	const goodFor = Math.min(patience.known, overlap / 4);
	let view: View | null = null;
	let reading: Promise<View> | null = null;

	async function read(): Promise<View> {
		const readAt = now();
		try {
			const stored = await readKeys();
			const known = view?.byId;
			const keys = await Promise.all(
				stored.map(async (key) => ({ ...key, ...(known?.get(key.kid) ?? (await loadKey(key))) })),
			);
			const byId = new Map(keys.map((key) => [key.kid, key]));
			return { keys, byId, readAt, askAgainAt: Math.min(readAt + goodFor, nextDue(keys, schedule)) };
		} catch (error) {
			if (view === null) throw unavailable(error);
			return { ...view, readAt, askAgainAt: readAt + patience.failed };
		}
	}

	/** What all who ask at the same time are given together. */
	async function refresh(): Promise<View> {
		reading ??= read().finally(() => {
			reading = null;
		});
		view = await reading;
		return view;
	}

	const latest = async () => (view !== null && now() < view.askAgainAt ? view : refresh());

	return {
		longestTtl: overlap,
		publishFor: goodFor,

		async current() {
			const { keys } = await latest();
			const key = signingAt(keys, now());
			if (key === undefined) throw unavailable();
			return key;
		},

		async find(kid) {
			const { byId, readAt } = await latest();
			const found = byId.get(kid);
			// Made by another process a moment ago, perhaps. Whoever makes ids up doesn't get to ask more often for it.
			if (found !== undefined || now() < readAt + patience.unknown) return found ?? null;
			return (await refresh()).byId.get(kid) ?? null;
		},

		async published() {
			const { keys } = await latest();
			return { keys: keys.map(({ publicJwk }) => publicJwk) };
		},
	};
}

function unavailable(cause?: unknown): TokenError {
	if (cause instanceof TokenError) return cause;
	return new TokenError("There are no signing keys to be had: the ledger failed. Try again later.", {
		advice: "retry",
		reason: "keys-unavailable",
		cause,
	});
}
