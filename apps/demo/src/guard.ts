/** What watches over sessions and accounts. Both tell the trail, where a decision can be explained afterwards. */

import type { Audit } from "@sojourn/audit";
import type { Plugin } from "@sojourn/core";
import { type AccountWatch, type Decision, detectHijack, type Notice, watchAccounts } from "@sojourn/guard";
import type { Telemetry } from "@sojourn/telemetry";

declare module "@sojourn/audit" {
	interface AuditDetails {
		"guard.decision": Pick<Decision, "verdict" | "score"> & { readonly signals: readonly string[] };
		"guard.notice": { readonly pattern: Notice["type"] };
	}
}

/** Asks for the password where a session is used by another browser, and ends it where that is hardly its user. */
export function createHijackDetection(log: Audit, telemetry: Telemetry, now: () => number): Plugin {
	return detectHijack({
		now,
		onDecision(decision) {
			const { at, sessionId, userId, ip, verdict, score, findings } = decision;
			const signals = findings.map(({ signal }) => signal);
			log.record({ type: "guard.decision", at, sessionId, userId, ip, details: { verdict, score, signals } });
			telemetry.decided(decision);
		},
	});
}

/** Notices wrong passwords in a row, many devices at once, and keys that were copied. */
export function createAccountWatch(log: Audit, now: () => number): AccountWatch {
	return watchAccounts({
		now,
		onNotice({ type, at, userId, ip }) {
			log.record({ type: "guard.notice", at, userId, ip, details: { pattern: type } });
		},
	});
}
