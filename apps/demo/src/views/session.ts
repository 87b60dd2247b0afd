import type { Activity } from "@sojourn/audit";
import { names } from "./activity.ts";
import { endSentence } from "./end-reason.ts";
import { eventList, isShown } from "./events.ts";
import { type Html, html } from "./html.ts";
import { layout, type Page } from "./page.ts";
import { absoluteTime } from "./time.ts";

/** The life of a session, what happened last first. */
export function sessionPage(page: Page, { createdAt, end, devices, addresses, events }: Activity): Html {
	return layout(
		page,
		"A session",
		html`<h1>${devices[0]?.name ?? "A session"}</h1>
<p class="lead">${end === null ? "This session is open." : endSentence(end)}</p>
<dl class="facts card">
<div><dt>Signed in</dt><dd>${createdAt === null ? "longer ago" : absoluteTime(createdAt)}</dd></div>
${end !== null && html`<div><dt>Ended</dt><dd>${absoluteTime(end.at)}</dd></div>`}
<div class="whole"><dt>IP addresses</dt><dd>${names(addresses)}</dd></div>
</dl>
<section class="chapter stack close" aria-labelledby="events">
<h2 id="events">What happened</h2>
${eventList(events.filter(isShown).toReversed(), page.now, "session")}
</section>`,
	);
}
