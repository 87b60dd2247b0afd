import type { AuditEvent, SecuritySummary, Seen } from "@sojourn/audit";
import type { Page as PageOf } from "@sojourn/core";
import { endSentence } from "./end-reason.ts";
import { type Html, html } from "./html.ts";
import { layout, type Page } from "./page.ts";
import { absoluteTime, relativeTime } from "./time.ts";

/** What of a trail is worth telling the person it is about. */
export const shownTypes = ["session.login", "session.ended", "password.wrong", "password.changed"] as const;

export type ShownEvent = AuditEvent<(typeof shownTypes)[number]>;

/** Why it happened, in a word; `null` where the type says it all. */
export function reasonOf(event: ShownEvent): string | null {
	return event.type === "session.ended" ? event.details.end.reason : null;
}

/** The user's last day in figures, and what happened, the newest first. */
export function activityPage(page: Page, lastDay: SecuritySummary, { items, cursor }: PageOf<ShownEvent>): Html {
	return layout(
		page,
		"Your activity",
		html`<h1>Your activity</h1>
<p class="lead">What happened to your account. If something wasn't you, <a href="/sessions">sign that device out</a> and
<a href="/settings/password">change your password</a>.</p>
${securitySummary(lastDay)}
<section class="chapter stack close" aria-labelledby="events">
<h2 id="events">What happened</h2>
${items.length === 0 ? html`<p>Nothing more.</p>` : html`<ol class="events card" role="list">${items.map((item) => line(item, page.now))}</ol>`}
${cursor !== null && html`<p class="actions"><a class="button quiet small" href="/activity?cursor=${cursor}#events">Show older</a></p>`}
</section>`,
	);
}

function securitySummary({ logins, events, ended, refused, devices, addresses }: SecuritySummary): Html {
	return html`<section class="card stack close" aria-labelledby="summary">
<h2 id="summary">The last 24 hours</h2>
<dl class="facts figures">
<div><dt>Right passwords</dt><dd>${logins}</dd></div>
<div><dt>Wrong passwords</dt><dd>${events["password.wrong"] ?? 0}</dd></div>
<div><dt>Sessions ended</dt><dd>${total(ended)}</dd></div>
<div><dt>Keys refused</dt><dd>${total(refused)}</dd></div>
<div class="whole"><dt>Devices</dt><dd>${names(devices)}</dd></div>
<div class="whole"><dt>IP addresses</dt><dd>${names(addresses)}</dd></div>
</dl>
</section>`;
}

function total(counts: Readonly<Record<string, number>>): number {
	return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function names(seen: readonly Seen[]): string {
	return seen.map(({ name }) => name).join(", ") || "none";
}

function line(event: ShownEvent, now: number): Html {
	const isWarning =
		event.type === "password.wrong" || (event.type === "session.ended" && event.details.end.state === "destroyed");
	const place = [event.device, event.ip].filter((part) => part !== null).join(", ");
	return html`<li class="event${isWarning && " warning"}">
<p>${sentence(event)}</p>
<p class="hint">${absoluteTime(event.at)} (${relativeTime(event.at, now)})${place !== "" && ` · ${place}`}</p>
</li>`;
}

function sentence(event: ShownEvent): string {
	switch (event.type) {
		case "session.login":
			return event.details.again ? "You confirmed your password." : "You signed in.";
		case "session.ended":
			return endSentence(event.details.end);
		case "password.wrong":
			return "Somebody entered a wrong password.";
		case "password.changed":
			return "You changed your password.";
	}
}
