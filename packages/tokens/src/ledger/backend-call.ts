/** Calls to a server: each has a deadline, and whatever goes wrong comes out as one typed error. */

import { platformTimers, SessionError, StoreUnavailableError } from "@sojourn/core";
import type { LedgerCall } from "./checked-ledger.ts";

/** How long a call may take, in milliseconds. */
const patience = 1_000;

/**
 * Errors have no cause: clients put the command that failed into theirs, with all of its values.
 *
 * @param advice what to do about an error, if there is something to say
 */
export function backendCall(advice: (error: unknown) => string | null = () => null): LedgerCall {
	return async (operation, call) => {
		let timer: unknown;
		const late = new Promise<never>((_resolve, reject) => {
			timer = platformTimers.setTimeout(() => reject(new Error(`no answer within ${patience} ms`)), patience);
		});
		try {
			return await Promise.race([call(), late]);
		} catch (error) {
			if (error instanceof SessionError) throw error;
			throw new StoreUnavailableError(`The ledger failed at ${operation}: ${advice(error) ?? messageOf(error)}`);
		} finally {
			platformTimers.clearTimeout(timer);
		}
	};
}

/** `@upstash/redis` has the command in its message, and errors of several addresses have none but a code. */
function messageOf(error: unknown): string {
	const { message, code } = error as { message?: unknown; code?: unknown };
	return `${message || code || error}`.split(", command was: ")[0] ?? "";
}
