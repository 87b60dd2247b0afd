/** @sojourn/tokens/sql: a ledger in a SQL database, by name. */

export { migrate } from "./migrations.ts";
export { type SqlLedger, type SqlLedgerOptions, sqlLedger } from "./sql-ledger.ts";
export type { LedgerTable } from "./table.ts";
