/** The plugin: compares every request of a session with the client that its user logged in from. */

import type { Plugin, SessionEvent, SessionInfo, SessionRequest, Verdict } from "@sojourn/core";
import { fingerprintOf } from "../fingerprint/fingerprint.ts";
import { sameDevice, similarity } from "../fingerprint/similarity.ts";
import { networkOf, plainAddress } from "../network.ts";
import { assess } from "./assess.ts";
import type { Decision } from "./decision.ts";
import { ClientMemory } from "./memory.ts";
import { siteOf } from "./networks.ts";
import { type HijackOptions, type HijackSettings, resolveHijackOptions } from "./options.ts";
import type { Observation, SeenClient } from "./signal.ts";
import { decodeSnapshot, encodeSnapshot } from "./snapshot.ts";

/** Under which the client is kept in a session's `device.traits`. */
const name = "guard";

/**
 * A plugin that detects sessions in other hands. It asks for a new login, or ends the session, when a request is too unlike
 * the client that the user logged in from; a login settles the doubt, and what follows is compared with the new client. No
 * I/O, and memory for a bounded number of sessions.
 *
 * Anonymous sessions have nothing to steal: only `bind` looks at them.
 *
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function detectHijack(options: HijackOptions = {}): Plugin {
	const settings = resolveHijackOptions(options);
	const { locate, now, dryRun } = settings;
	const memory = new ClientMemory(settings.max);

	return {
		name,

		describe(request) {
			const { fingerprint, place } = see(request, settings);
			return encodeSnapshot({ fingerprint, place });
		},

		check(session, request) {
			const observation = observationOf(session, see(request, settings), memory, settings);
			const decision = decide(observation, settings);
			const { at, verdict } = decision;
			if (verdict === "allow") {
				if (session.userId !== null) memory.trust(session.id, session.userId, { at, place: observation.seen.place });
			} else report(decision, settings);
			return dryRun ? { verdict: "allow" } : vote(decision);
		},

		observe(event: SessionEvent) {
			if (event.type === "session.ended") memory.ended(event);
			if (event.type !== "session.login" || event.sessionId === null) return;
			const place = event.ip === null ? null : locate(event.ip);
			memory.proved(event.sessionId, siteOf(event.ip), { at: now(), place });
		},
	};
}

/** The client that makes the request. */
function see(request: SessionRequest, { locate }: HijackSettings): SeenClient {
	const ip = plainAddress(request.ip);
	const place = ip === null ? null : locate(ip);
	return { ip, place, fingerprint: fingerprintOf(request), network: siteOf(ip) };
}

/** All that is known of the session, beside what is seen. */
function observationOf(
	session: SessionInfo,
	seen: SeenClient,
	memory: ClientMemory,
	settings: HijackSettings,
): Observation {
	const now = settings.now();
	const { id, userId } = session;
	const known = decodeSnapshot(session.device.traits[name]);
	const user = userId === null ? null : memory.user(userId);
	const { last, networks } = memory.session(id);
	const loggedIn = known && { at: session.auth?.at ?? session.createdAt, place: known.place };
	return {
		now,
		session,
		known,
		seen,
		last: last ?? loggedIn,
		proven: seen.network !== null && networks.includes(seen.network),
		requests: memory.count(id, now),
		usualRequests: settings.requestsPerMinute,
		reusedAt: user?.reusedAt ?? null,
		hours: user?.hours ?? [],
	};
}

function decide(observation: Observation, settings: HijackSettings): Decision {
	const { session, seen, now } = observation;
	const { weights, stepUpAt, endAt, dryRun } = settings;
	const assessment = session.userId === null ? { score: 0, findings: [] } : assess(observation, weights);
	const mismatch = mismatchOf(observation, settings);
	const { score } = assessment;
	return {
		at: now,
		sessionId: session.id,
		userId: session.userId,
		ip: seen.ip,
		verdict: mismatch !== null || score >= endAt ? "end" : score >= stepUpAt ? "step-up" : "allow",
		mismatch,
		dryRun,
		...assessment,
	};
}

/** What a strict binding doesn't allow to have changed. */
function mismatchOf({ session, known, seen }: Observation, { bind }: HijackSettings): Decision["mismatch"] {
	const exactly = (ip: string | null) => networkOf(ip, { v4: 32, v6: 128 });
	if (bind.ip && exactly(session.device.ip) !== exactly(seen.ip)) return "ip";
	if (bind.device && known && similarity(known.fingerprint, seen.fingerprint).score < sameDevice) return "device";
	return null;
}

function vote({ verdict, mismatch }: Decision): Verdict {
	if (verdict === "end") return { verdict, reason: mismatch === null ? "hijack" : "device-mismatch" };
	// A word that tells a thief nothing about what gave them away.
	return verdict === "allow" ? { verdict } : { verdict, reason: "suspicious-client" };
}

function report(decision: Decision, { onDecision }: HijackSettings): void {
	try {
		onDecision(decision);
	} catch {
		// the listener's own concern
	}
}
