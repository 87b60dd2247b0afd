/** Takes a user out of a trail. */

import type { Transaction } from "kysely";
import type { TableNames } from "./table-names.ts";
import { type Tables, userKey } from "./tables.ts";

/** How many sessions go into one statement. */
const sessionsAtATime = 500;

/** Erases what describes the user from all entries about the user, or about one of the user's sessions and nobody else. */
export async function forgetUser(
	transaction: Transaction<Tables>,
	{ entries }: TableNames,
	userId: string,
): Promise<number> {
	const key = userKey(userId);
	const found = await transaction
		.selectFrom(entries)
		.select("session_id")
		.distinct()
		.where("user_key", "=", key)
		.where("session_id", "is not", null)
		.execute();
	const sessions = found.map(({ session_id }) => session_id);
	const forget = transaction.updateTable(entries).set({ personal: null, user_key: null });
	let changed = Number((await forget.where("user_key", "=", key).executeTakeFirst()).numUpdatedRows);
	for (let from = 0; from < sessions.length; from += sessionsAtATime) {
		const { numUpdatedRows } = await forget
			.where("session_id", "in", sessions.slice(from, from + sessionsAtATime))
			.where("user_key", "is", null)
			.where("personal", "is not", null)
			.executeTakeFirst();
		changed += Number(numUpdatedRows);
	}
	return changed;
}
