/** What all ledgers refuse, so that none of them takes what another one wouldn't. */

import { InvalidArgumentError } from "@sojourn/core";
import type { Ledger } from "./ledger.ts";

/** Makes a call to a backend; `operation` is what failures are told by. */
export type LedgerCall = <Result>(operation: string, call: () => Promise<Result>) => Promise<Result>;

const longestTtl = 30 * 365 * 86_400_000;

/**
 * The same ledger, with arguments that are as the contract has them, and times in whole milliseconds.
 *
 * @param through what calls are made through
 */
export function checkedLedger(
	{ get, put, remove, add, members, drop, sweep }: Ledger,
	through: LedgerCall = (_operation, call) => call(),
): Ledger {
	return {
		async get(key) {
			checkName("key", key);
			return through("get", () => get(key));
		},
		async put(key, value, expected, ttl) {
			checkName("key", key);
			const time = wholeTtl(ttl);
			return through("put", () => put(key, value, expected, time));
		},
		async remove(key, value) {
			checkName("key", key);
			return through("remove", () => remove(key, value));
		},
		async add(key, member, ttl) {
			checkName("key", key);
			checkName("member", member);
			const time = wholeTtl(ttl);
			return through("add", () => add(key, member, time));
		},
		async members(key) {
			checkName("key", key);
			return through("members", () => members(key));
		},
		async drop(key, member) {
			checkName("key", key);
			checkName("member", member);
			return through("drop", () => drop(key, member));
		},
		sweep: (options) => through("sweep", () => sweep(options)),
	};
}

/** No spaces: MySQL compares text as if those at its end weren't there. */
function checkName(what: "key" | "member", text: string): void {
	if (/^[!-~]{1,200}$/.test(text)) return;
	throw new InvalidArgumentError(
		`A ledger's ${what} has 1 to 200 visible ASCII characters, and this one doesn't: hash what may be longer or other.`,
	);
}

function wholeTtl(ttl: number): number {
	if (ttl >= 1 && ttl <= longestTtl) return Math.ceil(ttl);
	throw new InvalidArgumentError(`An entry can't be kept for ${ttl} ms: give 1 ms to 30 years.`);
}
