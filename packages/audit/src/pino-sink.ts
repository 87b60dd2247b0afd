/** A logger: structured lines where the application's others are. */

import type { AuditSink } from "./sink.ts";

/** What is used of a pino logger. */
export interface PinoLike {
	info(fields: object, message: string): void;
}

/** Writes each event as a line: the event under `audit`, its type as the message. How long it is kept is the log's affair. */
export function pinoSink(logger: PinoLike): AuditSink {
	return {
		name: "pino",
		async write(events) {
			for (const event of events) logger.info({ audit: event }, event.type);
		},
	};
}
