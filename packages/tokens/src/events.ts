/** What this package reports, for an audit trail. Never a token. */

interface About {
	/** When, in milliseconds since the epoch. */
	readonly at: number;
	/** The session's public id. */
	readonly sessionId: string | null;
	readonly userId: string | null;
}

/** Why a grant was refreshed: before its token expired, after, or because the caller wanted it. */
export type RefreshReason = "proactive" | "expired" | "forced";

/** Something that happened to tokens. `report: (event) => trail.record(event)` puts it into an audit trail. */
export type TokenEvent = About &
	(
		| { readonly type: "token.granted"; readonly details: { readonly provider: string } }
		| {
				readonly type: "token.refreshed";
				readonly details: { readonly provider: string; readonly reason: RefreshReason; readonly version: number };
		  }
		| {
				readonly type: "token.refresh-failed";
				readonly details: { readonly provider: string; readonly reason: RefreshReason; readonly error: string };
		  }
		/** The grant is gone; the session stays. */
		| {
				readonly type: "token.grant-ended";
				readonly details: { readonly provider: string; readonly reason: string };
		  }
		| {
				readonly type: "token.revoked";
				readonly details: { readonly provider: string; readonly reason: string; readonly failed: boolean };
		  }
		/** A refresh token of ours was used again after its successor. */
		| { readonly type: "token.reused"; readonly details: { readonly generation: number } }
		| {
				readonly type: "sign-out.provider";
				readonly details: { readonly provider: string; readonly by: "back-channel" | "shared-signal" };
		  }
	);

/** The details of each type of event, for trails that want to know: `interface AuditDetails extends TokenEventDetails {}`. */
export type TokenEventDetails = {
	readonly [Type in TokenEvent["type"]]: Extract<TokenEvent, { type: Type }>["details"];
};

/** Is told what happened; what it throws is ignored. */
export type Report = (event: TokenEvent) => void;

/** Tells of an event, and lets nothing that comes of it break anything. */
export function tell(report: Report | undefined, event: TokenEvent): void {
	const telling = async (): Promise<void> => report?.(event);
	telling().catch(() => {});
}
