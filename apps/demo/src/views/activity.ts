import type { SecuritySummary, Seen } from "@sojourn/audit";
import type { Page as PageOf } from "@sojourn/core";
import { eventList, type ShownEvent } from "./events.ts";
import { type Html, html } from "./html.ts";
import { layout, type Page } from "./page.ts";

/** The user's last day in figures, and what happened, the newest first. */
export function activityPage(page: Page, lastDay: SecuritySummary, { items, cursor }: PageOf<ShownEvent>): Html {
	return layout(
		page,
		"Your activity",
		html`<h1>Your activity</h1>
<p class="lead">What happened to your account. If something wasn't you, <a href="/sessions">sign that device out</a> and
<a href="/settings">change your password</a>.</p>
${securitySummary(lastDay)}
<section class="chapter stack close" aria-labelledby="events">
<h2 id="events">What happened</h2>
${eventList(items, page.now, "account")}
${cursor !== null && html`<p class="actions"><a class="button quiet small" href="/activity?cursor=${cursor}#events">Show older</a></p>`}
</section>`,
	);
}

function securitySummary({ logins, events, ended, refused, devices, addresses }: SecuritySummary): Html {
	return html`<section class="card stack close" aria-labelledby="summary">
<h2 id="summary">The last 24 hours</h2>
<dl class="facts figures">
<div><dt>Logins</dt><dd>${logins}</dd></div>
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

export function names(seen: readonly Seen[]): string {
	return seen.map(({ name }) => name).join(", ") || "none";
}
