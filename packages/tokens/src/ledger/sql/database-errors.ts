/** What databases mean by their errors. */

/** How often a statement is tried again. */
const retries = 20;

/** PostgreSQL: serialization failure, deadlock. MySQL: deadlock. None of the statement was done then. */
const conflicts: readonly unknown[] = ["40001", "40P01", "ER_LOCK_DEADLOCK"];

/** Makes a call of one statement, again when it got in the way of others. */
export async function retrying<Result>(call: () => Promise<Result>): Promise<Result> {
	for (let left = retries; ; left--) {
		try {
			return await call();
		} catch (error) {
			if (left === 0 || !conflicts.includes((error as { code?: unknown }).code)) throw error;
		}
	}
}

/** PostgreSQL and MySQL have a code for a table that isn't there, SQLite has a sentence. */
export function missingTable(error: unknown): string | null {
	const { code, message } = error as { code?: unknown; message?: unknown };
	const isMissing = code === "42P01" || code === "ER_NO_SUCH_TABLE" || /^no such table/.test(`${message}`);
	return isMissing ? "its table isn't there. Call migrate(ledger) first." : null;
}
