/** A store of one's own: a row for each session, its record as JSON beside what it is searched by. */

import type { DatabaseSync } from "node:sqlite";
import type { SessionRecord, SessionStore, SessionSweep } from "@sojourn/core";
import { deadline, decodeRecord, encodeRecord, expiry, forgetAt, tombstone } from "@sojourn/core";

/**
 * A store in a SQLite file, for the processes of one machine. It makes its table when there is none.
 *
 * @param database - Used as it was opened, never closed. Leave no transaction open on it.
 * @param now - The clock, in milliseconds since the epoch.
 */
export function ownStore(database: DatabaseSync, now: () => number = Date.now): SessionStore & SessionSweep {
	database.exec(`
		create table if not exists sessions (
			id text primary key, live_user text, due real not null, record text not null
		);
		create index if not exists sessions_by_user on sessions (live_user);
		create index if not exists sessions_by_due on sessions (due);
	`);
	const select = (where: string) => database.prepare(`select record from sessions where ${where}`);
	const byId = select("id = ?");
	const liveOfUser = select("live_user = ? and due > ?");
	const dueBy = select("due <= ? limit ?");
	const replace = database.prepare("replace into sessions values (?, ?, ?, ?)");
	const forget = database.prepare("delete from sessions where id = ?");

	const toRecord = (row: unknown): SessionRecord => decodeRecord((row as { record: string }).record);
	const find = (id: string): SessionRecord | null => byId.all(id).map(toRecord)[0] ?? null;
	const save = (record: SessionRecord): void => {
		const { id, userId, end } = record;
		const [liveUser, due] = end === null ? [userId, deadline(record)] : [null, forgetAt(record)];
		replace.run(id, liveUser, due, encodeRecord(record));
	};

	/** Does all of the work or nothing. Nobody else writes meanwhile, in whichever process. */
	async function atomically<Result>(work: () => Result): Promise<Result> {
		database.exec("begin immediate");
		try {
			const result = work();
			database.exec("commit");
			return result;
		} catch (error) {
			if (database.isTransaction) database.exec("rollback");
			throw error;
		}
	}

	/** Stores what is made of a record that is alive. `false`: there is none, or nothing was made. */
	function change(id: string, make: (stored: SessionRecord) => SessionRecord | null) {
		return atomically(() => {
			const stored = find(id);
			const next = stored?.end === null ? make(stored) : null;
			if (next !== null) save(next);
			return next !== null;
		});
	}

	return {
		read: async (id) => find(id),

		create: (record, limit) =>
			atomically(() => {
				if (find(record.id) !== null) return { created: false, reason: "exists" };
				const live = limit === undefined ? [] : liveOfUser.all(record.userId, now()).map(toRecord);
				live.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
				const excess = live.slice(0, Math.max(0, live.length + 1 - (limit?.max ?? 1)));
				if (excess.length > 0 && limit?.policy === "reject") return { created: false, reason: "limit" };
				const end = { state: "invalidated", reason: "limit", at: record.createdAt } as const;
				for (const one of excess) save(tombstone(one, end));
				save(record);
				return { created: true, evicted: excess.map(({ id }) => id) };
			}),

		update: (record, expectedVersion) =>
			change(record.id, (stored) => {
				if (stored.version !== expectedVersion) return null;
				return { ...record, lastSeenAt: Math.max(stored.lastSeenAt, record.lastSeenAt) };
			}),

		touch: async (id, lastSeenAt) => {
			await change(id, (stored) => (lastSeenAt > stored.lastSeenAt ? { ...stored, lastSeenAt } : null));
		},

		end: (id, end) => change(id, (stored) => tombstone(stored, end)),

		sweep: (limit) =>
			atomically(() => {
				const due = dueBy.all(now(), limit).map(toRecord);
				const ending = due.filter(({ end }) => end === null);
				const over = due.filter(({ end }) => end !== null);
				for (const record of ending) save(tombstone(record, expiry(record)));
				for (const { id } of over) forget.run(id);
				return {
					expired: ending.map((record) => ({ id: record.id, userId: record.userId, end: expiry(record) })),
					forgotten: over.length,
					more: dueBy.get(now(), 1) !== undefined,
				};
			}),
	};
}
