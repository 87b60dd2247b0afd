/** What happened, in a sentence each, for the person it happened to. */

import type { AuditEvent } from "@sojourn/audit";
import { endSentence } from "./end-reason.ts";
import { type Html, html } from "./html.ts";
import { absoluteTime, relativeTime } from "./time.ts";

/** What of a trail is worth telling. */
export const shownTypes = [
	"session.login",
	"session.ended",
	"session.refused",
	"password.wrong",
	"password.changed",
	"guard.decision",
	"guard.notice",
	"token.granted",
	"token.refreshed",
	"token.refresh-failed",
	"token.grant-ended",
	"token.revoked",
	"sign-out.provider",
] as const;

export type ShownEvent = AuditEvent<(typeof shownTypes)[number]>;

export function isShown(event: AuditEvent): event is ShownEvent {
	return (shownTypes as readonly string[]).includes(event.type);
}

/** The events as a list; those of an account lead to their sessions. */
export function eventList(events: readonly ShownEvent[], now: number, of: "account" | "session"): Html {
	if (events.length === 0) return html`<p>Nothing more.</p>`;
	return html`<ol class="events card" role="list">${events.map((event) => line(event, now, of === "account"))}</ol>`;
}

function line(event: ShownEvent, now: number, linked: boolean): Html {
	const { at, device, ip, sessionId } = event;
	const place = [device, ip].filter((part) => part !== null).join(", ");
	const link = linked && sessionId !== null && html` · <a href="/sessions/${sessionId}">this session</a>`;
	return html`<li class="event${isWarning(event) && " warning"}">
<p>${sentence(event)}</p>
<p class="hint">${absoluteTime(at)} (${relativeTime(at, now)})${place !== "" && ` · ${place}`}${link}</p>
</li>`;
}

function isWarning(event: ShownEvent): boolean {
	if (event.type === "session.ended") return event.details.end.state === "destroyed";
	return warnings.has(event.type);
}

const warnings: ReadonlySet<string> = new Set([
	"password.wrong",
	"guard.decision",
	"guard.notice",
	"token.refresh-failed",
	"token.grant-ended",
]);

/** Why it happened, in a word; `null` where the type says it all. */
export function reasonOf(event: ShownEvent): string | null {
	switch (event.type) {
		case "session.ended":
			return event.details.end.reason;
		case "session.refused":
			return event.details.reason;
		case "guard.decision":
			return event.details.verdict;
		case "guard.notice":
			return event.details.pattern;
		case "token.refreshed":
		case "token.grant-ended":
		case "token.revoked":
			return event.details.reason;
		case "token.refresh-failed":
			return event.details.error;
		case "sign-out.provider":
			return event.details.by;
		default:
			return null;
	}
}

function sentence(event: ShownEvent): string {
	switch (event.type) {
		case "session.login":
			return event.details.again ? "You proved once more that it is you." : "You signed in.";
		case "session.ended":
			return endSentence(event.details.end);
		case "session.refused":
			return "A key of this session was used that is no longer good.";
		case "password.wrong":
			return "Somebody entered a wrong password.";
		case "password.changed":
			return "You changed your password.";
		case "guard.decision":
			return "Somebody used your session in a way that is unlike you.";
		case "guard.notice":
			return patterns[event.details.pattern];
		case "token.granted":
			return `${event.details.provider} gave this site tokens.`;
		case "token.refreshed":
			return `The tokens of ${event.details.provider} were refreshed.`;
		case "token.refresh-failed":
			return `The tokens of ${event.details.provider} could not be refreshed (${event.details.error}).`;
		case "token.grant-ended":
			return `${event.details.provider} took its tokens back (${event.details.reason}).`;
		case "token.revoked":
			return `The tokens of ${event.details.provider} were given back.`;
		case "sign-out.provider":
			return `You signed out at ${event.details.provider}.`;
	}
}

const patterns: Readonly<Record<AuditEvent<"guard.notice">["details"]["pattern"], string>> = {
	"new-country": "You signed in from a country for the first time.",
	"many-devices": "You signed in on many kinds of devices within a day.",
	"far-apart": "You were signed in at places that are too far apart.",
	"token-reuse": "A key of your session was used that had been replaced.",
	"failure-burst": "Somebody entered many wrong passwords in a row.",
};
