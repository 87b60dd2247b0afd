/** Core's events as entries of a trail. */

import type { SessionEvent } from "@sojourn/core";
import type { AuditDetails, NewAuditEvent } from "./event.ts";

type Parts = SessionEvent & Partial<Pick<NewAuditEvent, "ip" | "device">>;

/** What there is to record of an event: no token, no data, and of an error no message. */
export function fromSession(event: SessionEvent): NewAuditEvent {
	const { type, at, sessionId, userId, ip = null, device = null, ...details }: Parts = event;
	const kept = event.type === "store.failed" ? failure(event) : details;
	return { type, at, sessionId, userId, ip, device, details: kept } as NewAuditEvent;
}

function failure({ operation, error }: Extract<SessionEvent, { type: "store.failed" }>): AuditDetails["store.failed"] {
	const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
	return {
		operation,
		error: typeof name === "string" ? name : "Error",
		code: typeof code === "string" ? code : null,
	};
}
