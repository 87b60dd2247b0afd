/** @sojourn/tokens/sql: a ledger in a SQL database, by name. */

export {};
