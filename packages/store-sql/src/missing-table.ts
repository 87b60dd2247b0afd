import { StoreUnavailableError } from "@sojourn/core";

/** What a database says when the table isn't there, with what to do about it. */
export function missingTable(error: unknown): StoreUnavailableError {
	const { message } = error as Error;
	return new StoreUnavailableError(`${message}. Call migrate(store) before the store is used.`, { cause: error });
}
