/** A trail in PostgreSQL, MySQL, MariaDB or SQLite, through Kysely. */

import { randomBytes } from "node:crypto";
import { ConfigurationError, type Duration, milliseconds, type Page, type SweepOperations } from "@sojourn/core";
import type { Kysely, Transaction } from "kysely";
import { type Checkpoint, chainKey, type Verification } from "../chain.ts";
import type { AuditDetails, AuditEvent, AuditType } from "../event.ts";
import { type AuditQuery, checkedQuery, pageOf } from "../query.ts";
import type { AuditTrail } from "../sink.ts";
import { append, missingOf, takeHead } from "./append.ts";
import { find } from "./find.ts";
import { forgetUser } from "./forget-user.ts";
import { removeBefore } from "./remove-before.ts";
import { tableNames, tableProblems } from "./table-names.ts";
import { columns, headName, type Tables, toEvent } from "./tables.ts";
import { verifyChain } from "./verify.ts";

export interface SqlTrailOptions {
	/** The table's name. Default `"sojourn_audit"`. */
	readonly table?: string;
	/** How long entries are kept: `sweep()` removes what is older. Default `"365d"`. */
	readonly keepFor?: Duration;
	/**
	 * Makes tampering evident: entries are chained by hashes under this secret, at least 32 characters of it. It belongs
	 * where the database's administrators don't get at it, and into all processes that write the trail, from its first entry
	 * on.
	 */
	readonly chain?: { readonly secret: string };
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

/** Where a trail's tables are, for {@link migrate}. */
export interface TrailTables {
	// biome-ignore lint/suspicious/noExplicitAny: an application's Kysely knows its own tables, whichever they are
	readonly db: Kysely<any>;
	readonly table: string;
}

/** A trail in a SQL database. `startSweeper(trail)` of core removes what is too old. */
export interface SqlTrail extends AuditTrail, TrailTables, SweepOperations {}

/** A trail whose entries are chained. */
export interface ChainedSqlTrail extends SqlTrail {
	/**
	 * Walks along the whole chain, or what follows on a checkpoint, and finds the first entry that isn't as it was written.
	 * Give a checkpoint that is kept elsewhere to find out whether the newest entries were cut off.
	 */
	verify(from?: Checkpoint): Promise<Verification>;
}

/** How many entries are read at a time while verifying. */
const linksAtATime = 1000;

/**
 * Keeps events in a table, which `migrate(trail)` creates. Each batch is one transaction, and adds its entries in the order
 * of their positions, whichever process they come from: whoever reads on from a cursor misses nothing.
 *
 * @param db A Kysely of the database. With SQLite, one on a connection of its own: transactions take more than one turn.
 * @throws ConfigurationError naming everything that is wrong with the options
 */
export function sqlTrail(
	db: TrailTables["db"],
	options: SqlTrailOptions & { readonly chain: { readonly secret: string } },
): ChainedSqlTrail;
export function sqlTrail(db: TrailTables["db"], options?: SqlTrailOptions): SqlTrail;
export function sqlTrail(db: TrailTables["db"], options: SqlTrailOptions = {}): SqlTrail | ChainedSqlTrail {
	const { table = "sojourn_audit", chain, now = Date.now } = options;
	const keepFor = milliseconds(options.keepFor ?? "365d");
	const problems = tableProblems(table);
	if (chain !== undefined && chain.secret.length < 32) {
		problems.push("chain.secret is too short: give at least 32 random characters (openssl rand -base64 32).");
	}
	if (problems.length > 0) throw new ConfigurationError(problems);

	const tables = db as Kysely<Tables>;
	const names = tableNames(table);
	const key = chain && chainKey(chain.secret);
	const read = tables.selectFrom(names.entries).select(columns);

	/** Does something while nobody else adds entries, and adds those that say what was done. */
	async function alone<Result>(
		work: (transaction: Transaction<Tables>) => Promise<{ result: Result; events: readonly AuditEvent[] }>,
	): Promise<Result> {
		return tables.transaction().execute(async (transaction) => {
			const head = await takeHead(transaction, names);
			const { result, events } = await work(transaction);
			if (events.length > 0) await append(transaction, names, head, events, key);
			return result;
		});
	}

	const told = <Type extends "audit.erased" | "audit.swept">(type: Type, details: AuditDetails[Type]) =>
		({
			...{ v: 1, id: randomBytes(15).toString("base64url"), at: now(), type, details },
			...{ sessionId: null, userId: null, ip: null, device: null },
		}) as AuditEvent;

	const trail: SqlTrail = {
		name: `sql ${table}`,
		db,
		table,

		write: (events) =>
			alone(async () => ({ result: undefined, events })).catch(() =>
				// Some may be there already: a batch comes again when its answer was lost.
				alone(async (transaction) => ({ result: undefined, events: await missingOf(transaction, names, events) })),
			),

		async query<Type extends AuditType>(query: AuditQuery<Type> = {}) {
			const checked = checkedQuery(query);
			const rows = await find(tables, names.entries, checked).execute();
			return pageOf(rows, checked.limit, toEvent) as Page<AuditEvent<Type>>;
		},

		erase: (userId) =>
			alone(async (transaction) => {
				const entries = await forgetUser(transaction, names, userId);
				return { result: entries, events: entries === 0 ? [] : [told("audit.erased", { entries })] };
			}),

		sweep: ({ limit = 1000 } = {}) =>
			alone(async (transaction) => {
				const { forgotten, last } = await removeBefore(transaction, names, now() - keepFor, limit);
				return {
					result: { expired: [], forgotten, more: forgotten === limit },
					events: last === null ? [] : [told("audit.swept", { through: last.position, hash: last.hash })],
				};
			}),
	};
	if (key === undefined) return trail;
	const reader = {
		async head() {
			const { position, hash } = await tables
				.selectFrom(names.head)
				.select(["position", "hash"])
				.where("name", "=", headName)
				.executeTakeFirstOrThrow();
			return { position: Number(position), hash };
		},
		after: (position: number) =>
			read.where("position", ">", position).orderBy("position").limit(linksAtATime).execute(),
		async swept() {
			const [newest] = (await trail.query({ type: "audit.swept", limit: 1 })).items;
			return newest?.details ?? null;
		},
	};
	return { ...trail, verify: (from) => verifyChain(reader, key, from) };
}
