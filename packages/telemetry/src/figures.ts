/** What is counted: one table, from which both OpenTelemetry's names and Prometheus' are made. */

/** A figure, as people are told of it. */
interface Figure {
	readonly description: string;
	readonly labels: readonly string[];
}

/** Counters, by their names in OpenTelemetry. */
export const counters = {
	"sojourn.sessions.created": { description: "Sessions opened", labels: [] },
	"sojourn.sessions.ended": {
		description: "Sessions ended, expired ones once they are swept",
		labels: ["state", "reason"],
	},
	"sojourn.sessions.updated": { description: "Changes of session data stored", labels: [] },
	"sojourn.logins": { description: "Logins; again: of a user who was logged in already", labels: ["again"] },
	"sojourn.rotations": { description: "Secrets replaced", labels: ["cause"] },
	"sojourn.step.ups": { description: "Fresh logins asked for", labels: ["reason"] },
	"sojourn.limits.rejected": { description: "Logins refused because the user had too many sessions", labels: [] },
	"sojourn.tokens.refused": { description: "Tokens presented and not accepted", labels: ["reason"] },
	"sojourn.cross.site.refused": { description: "Requests of other sites refused", labels: ["reason"] },
	"sojourn.conflicts": { description: "Writes tried again because another process was faster", labels: [] },
	"sojourn.writes.dropped": { description: "Changes of session data lost", labels: ["cause"] },
	"sojourn.store.failures": { description: "Calls to the store that failed or were late", labels: ["operation"] },
	"sojourn.sweeps": { description: "Sweeps done", labels: [] },
	"sojourn.sweep.records": { description: "Records that sweeps ended or forgot", labels: ["kind"] },
	"sojourn.guard.decisions": { description: "Decisions of guards", labels: ["verdict", "dry_run"] },
} as const satisfies Readonly<Record<string, Figure>>;

export type CounterName = keyof typeof counters;

/** How long calls to a store take, in seconds. */
export const duration = {
	name: "sojourn.store.operation.duration",
	description: "Time that calls to a store take",
	labels: ["layer", "operation", "result"],
	/** The upper bounds of its buckets, in seconds: core gives a call one second unless told otherwise. */
	buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
} as const satisfies Figure & { readonly name: string; readonly buckets: readonly number[] };

export const activeSessions = {
	name: "sojourn.sessions.active",
	description: "Sessions that are alive, as the application counts them",
} as const;

export type Labels = Readonly<Record<string, string>>;
