import type { NewDeviceNotice } from "../notices.ts";
import { type Html, html } from "./html.ts";
import { relativeTime } from "./time.ts";

/** Asks about a login from a browser that isn't known. */
export function wasThisYou({ id, device, ip, at }: NewDeviceNotice, now: number): Html {
	return html`<section class="notice question" aria-labelledby="notice-${id}">
<h2 id="notice-${id}">Was this you?</h2>
<p>Somebody signed in with your password on a new device: <strong>${device}</strong>${ip !== null && `, from ${ip}`},
${relativeTime(at, now)}.</p>
<div class="actions">
<form method="post" action="/notices/${id}/mine"><button class="button small">Yes, it was me</button></form>
<form method="post" action="/notices/${id}/not-mine"><button class="button small danger">No, sign it out</button></form>
</div>
</section>`;
}
