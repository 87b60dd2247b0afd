/** What was decided on a request, and why: complete enough to be explained later. */

import type { Assessment } from "./assess.ts";

/** A decision. Carries addresses and networks, and no token. */
export interface Decision extends Assessment {
	/** When, in milliseconds since the epoch. */
	readonly at: number;
	/** The session's public id. */
	readonly sessionId: string;
	readonly userId: string | null;
	/** The address that the request came from. */
	readonly ip: string | null;
	readonly verdict: "allow" | "step-up" | "end";
	/** What a strict binding found; `null` when none did, and the score decided. */
	readonly mismatch: "ip" | "device" | null;
	/** Whether the verdict is only what it would have been. */
	readonly dryRun: boolean;
}
