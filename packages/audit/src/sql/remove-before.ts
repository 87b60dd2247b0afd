/** Removes the oldest entries of a trail. */

import type { Transaction } from "kysely";
import type { Checkpoint } from "../chain.ts";
import type { TableNames } from "./table-names.ts";
import type { Tables } from "./tables.ts";

/**
 * Removes entries from before a time, the oldest first and as far as there are no younger ones in between.
 *
 * @param limit how many at most
 * @returns how many, and the last of them
 */
export async function removeBefore(
	transaction: Transaction<Tables>,
	{ entries }: TableNames,
	time: number,
	limit: number,
): Promise<{ readonly forgotten: number; readonly last: Checkpoint | null }> {
	const oldest = await transaction
		.selectFrom(entries)
		.select(["position", "at", "hash"])
		.orderBy("position")
		.limit(limit)
		.execute();
	const kept = oldest.findIndex(({ at }) => Number(at) >= time);
	const old = kept === -1 ? oldest : oldest.slice(0, kept);
	const last = old.at(-1);
	if (last === undefined) return { forgotten: 0, last: null };
	await transaction.deleteFrom(entries).where("position", "<=", last.position).execute();
	return { forgotten: old.length, last: { position: Number(last.position), hash: last.hash } };
}
