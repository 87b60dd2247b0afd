import type { Around } from "./port.ts";

/**
 * Clients put the command that failed into their errors, and with it the session's data: ioredis as a property,
 * `@upstash/redis` in the message. Errors are logged; so it is taken out.
 */
export const discreet: Around = async (call) => {
	try {
		return await call();
	} catch (error) {
		if (!(error instanceof Error)) throw error;
		delete (error as { command?: unknown }).command;
		const [message = ""] = error.message.split(", command was: ");
		if (message === error.message) throw error;
		throw new Error(message); // not in place: the stack repeats the message
	}
};
