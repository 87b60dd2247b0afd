/** The store contract over SQL, whatever the database. */

import {
	type CompleteStore,
	type CreateLimit,
	type CreateResult,
	deadline,
	matchesDevice,
	type SessionEnd,
	type SessionRecord,
	type SweepResult,
} from "@sojourn/core";
import { parsePosition, parseScanCursor, positionCursor, scanCursor, start } from "./cursor.ts";
import { ask, type Plan, type SqlDatabase } from "./database.ts";
import type { Statement } from "./prepared.ts";
import { createQueries, sweepStep } from "./queries.ts";
import { changingColumns, type DueRow, type SessionRow, toExpired, toRecord, toRow } from "./row.ts";
import { checkedTableName, type TableName } from "./table-name.ts";
import { decodeText, encodeText } from "./text.ts";

/** What every SQL store can be told. */
export interface SqlStoreOptions {
	/** The table's name; `"sojourn_sessions"` when left out. */
	readonly table?: string;
	/** The clock, in milliseconds since the epoch; `Date.now` when left out. */
	readonly now?: () => number;
}

/** What a store in a database that has schemas can be told. */
export interface NetworkStoreOptions extends SqlStoreOptions {
	/** The schema that the table is in (in MySQL, the database); that of the connection when left out. It must exist. */
	readonly schema?: string;
}

/** A store in a SQL database, with every capability. Its table and schema are where it keeps its sessions. */
export interface SqlStore extends CompleteStore, TableName {
	readonly database: SqlDatabase;
}

/** How many sessions a page of a filtered scan looks at, so that no filter holds up the database. */
const scanStep = 1_000;

/**
 * A store in any database that there is a {@link SqlDatabase} for.
 *
 * @throws ConfigurationError when the table's name won't do.
 */
export function sqlStore(database: SqlDatabase, options: NetworkStoreOptions = {}): SqlStore {
	const { now = Date.now } = options;
	const name = checkedTableName(options);
	const queries = createQueries(database.dialect, name);

	const endStatement = (id: string, { state, reason, at }: SessionEnd) =>
		queries.end({ id: encodeText(id), state, reason: encodeText(reason), at });

	async function records(statement: Statement): Promise<SessionRecord[]> {
		const { rows } = await database.run(statement);
		return (rows as SessionRow[]).map(toRecord);
	}

	function* liveIds(userId: string): Plan<string[]> {
		const { rows } = yield* ask(queries.liveIds({ userId: encodeText(userId), now: now() }));
		return (rows as SessionRow[]).map((row) => decodeText(row.id));
	}

	/** Until the transaction ends, no other one creates or ends sessions of the user by the user. */
	function* lock(userId: string): Plan<void> {
		if (queries.lockUser !== undefined) yield [queries.lockUser({ userId: encodeText(userId) })];
	}

	/** Ends sessions. Gives the ids of those that nobody else had ended before. */
	function* endEach(ids: readonly string[], end: SessionEnd): Plan<readonly string[]> {
		const outcomes = yield ids.map((id) => endStatement(id, end));
		return ids.filter((_, index) => outcomes[index]?.changes === 1);
	}

	function* createWithin(limit: CreateLimit, record: SessionRecord, userId: string): Plan<CreateResult> {
		yield* lock(userId);
		const { changes } = yield* ask(queries.insert(toRow(record)));
		if (changes === 0) return { created: false, reason: "exists" };
		const others = (yield* liveIds(userId)).filter((id) => id !== record.id);
		const excess = others.slice(0, Math.max(0, others.length + 1 - limit.max));
		if (excess.length > 0 && limit.policy === "reject") {
			yield [queries.forget({ id: encodeText(record.id) })];
			return { created: false, reason: "limit" };
		}
		const evicted = yield* endEach(excess, { state: "invalidated", reason: "limit", at: record.createdAt });
		return { created: true, evicted };
	}

	function* endAll(userId: string, end: SessionEnd, except: string | undefined): Plan<readonly string[]> {
		yield* lock(userId);
		return yield* endEach(
			(yield* liveIds(userId)).filter((id) => id !== except),
			end,
		);
	}

	/** Ends and forgets what is due: one query finds it, one ends, and one forgets. */
	function* sweepOnce(limit: number): Plan<SweepResult> {
		const at = now();
		const { rows } = yield* ask(queries.due({ now: at, limit }));
		const due = rows as DueRow[];
		const [alive, over] = [due.filter((row) => row.ended_at === null), due.filter((row) => row.ended_at !== null)];
		const statements = [];
		if (alive.length > 0) statements.push(queries.expire(alive.map((row) => row.id)));
		if (over.length > 0) statements.push(queries.forgetEach(over.map((row) => row.id)));
		if (statements.length > 0) yield statements;
		const late = alive.some((row) => Number(row.due_at) + Number(row.tombstone_ttl) <= at);
		return { expired: alive.map(toExpired), forgotten: over.length, more: due.length === limit || late };
	}

	return {
		...name,
		database,

		async read(id) {
			const [record] = await records(queries.read({ id: encodeText(id) }));
			return record ?? null;
		},

		async create(record, limit) {
			const { userId } = record;
			if (limit !== undefined && userId !== null) {
				return database.transaction(() => createWithin(limit, record, userId));
			}
			const { changes } = await database.run(queries.insert(toRow(record)));
			return changes === 0 ? { created: false, reason: "exists" } : { created: true, evicted: [] };
		},

		async update(record, expectedVersion) {
			const values = { ...changingColumns(record), id: encodeText(record.id), expectedVersion };
			const { changes } = await database.run(queries.update(values));
			return changes === 1;
		},

		async touch(id, lastSeenAt) {
			await database.run(queries.touch({ id: encodeText(id), lastSeenAt }));
		},

		async end(id, end) {
			const { changes } = await database.run(endStatement(id, end));
			return changes === 1;
		},

		async listByUser({ id: userId }, { limit, cursor, device }) {
			let position = cursor === undefined ? start : parsePosition(cursor);
			const at = now();
			const items: SessionRecord[] = [];
			for (;;) {
				const { createdAt, id } = position;
				const values = { userId: encodeText(userId), now: at, createdAt, id: encodeText(id), limit: limit + 1 };
				const found = await records(queries.list(values));
				for (const record of found) {
					if (!matchesDevice(record, device)) continue;
					const last = items.at(-1);
					if (last !== undefined && items.length === limit) return { items, cursor: positionCursor(last) };
					items.push(record);
				}
				const last = found.length <= limit ? undefined : found.at(-1);
				if (last === undefined) return { items, cursor: null };
				position = last;
			}
		},

		async countByUser({ id: userId }) {
			const { rows } = await database.run(queries.count({ userId: encodeText(userId), now: now() }));
			return Number((rows[0] as { count: number | string | bigint }).count);
		},

		async endByUser({ id: userId }, end, except) {
			return database.transaction(() => endAll(userId, end, except));
		},

		async scan({ limit, cursor, device, active }) {
			const at = now();
			const after = encodeText(cursor === undefined ? "" : parseScanCursor(cursor));
			const step = device === undefined && active === undefined ? limit : Math.max(limit, scanStep);
			const found = await records(queries.scan({ after, limit: step }));
			const items: SessionRecord[] = [];
			for (const record of found) {
				if (active !== undefined && active !== (record.end === null && at < deadline(record))) continue;
				if (!matchesDevice(record, device)) continue;
				items.push(record);
				if (items.length === limit) return { items, cursor: scanCursor(record.id) };
			}
			const last = found.length < step ? undefined : found.at(-1);
			return { items, cursor: last === undefined ? null : scanCursor(last.id) };
		},

		async sweep(limit) {
			const plan = () => sweepOnce(Math.min(limit, sweepStep));
			const swept = await database.tryTransaction(plan, `${name.schema ?? ""} ${name.table} sweep`);
			return swept ?? { expired: [], forgotten: 0, more: false };
		},
	};
}
