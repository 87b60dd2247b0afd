/** Events to fill trails with. */

import type { AuditEvent, AuditType } from "../src/index.ts";

let count = 0;

/** What a test says of an event, without going into which details belong to which type. */
type Part = Partial<Omit<AuditEvent, "type" | "details">> & { readonly type?: AuditType; readonly details?: object };

/** An event; what is left out is made up. */
export function sampleEvent(part: Part = {}): AuditEvent {
	return {
		...{ v: 1, id: `sample.${process.pid}.${++count}`, at: 1_000 + count, type: "session.renamed" },
		...{ sessionId: null, userId: null, ip: null, device: null, details: {} },
		...part,
	} as AuditEvent;
}
