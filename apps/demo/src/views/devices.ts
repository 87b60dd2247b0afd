import type { SessionInfo } from "@sojourn/core";
import type { NewDeviceNotice } from "../notices.ts";
import { type Html, html } from "./html.ts";
import { laptop, phone, terminal } from "./icons.ts";
import { layout, type Page } from "./page.ts";
import { absoluteTime, relativeTime } from "./time.ts";
import { wasThisYou } from "./was-this-you.ts";

/** The user's sessions, as devices. */
export function devicesPage(page: Page, sessions: readonly SessionInfo[], notices: readonly NewDeviceNotice[]): Html {
	return layout(
		page,
		"Your devices",
		html`<h1>Your devices</h1>
<p class="lead">${lead(sessions.length)}</p>
${notices.map((notice) => wasThisYou(notice, page.now))}
<ul class="devices" role="list">
${sessions.map((session) => device(session, page.now))}
</ul>
${sessions.length > 1 && signOutOthers}`,
	);
}

function lead(count: number): string {
	if (count === 1) return "You are signed in here and nowhere else.";
	return `You are signed in on ${count} devices. Sign out any that you don't know.`;
}

function device(session: SessionInfo, now: number): Html {
	const { id, device, isCurrent } = session;
	const title = device.name ?? device.label;
	return html`<li class="card device${isCurrent && " current"}" aria-labelledby="device-${id}">
<div class="picture">${device.mobile ? phone : device.label.includes(" on ") ? laptop : terminal}</div>
<div class="title">
<h2 id="device-${id}">${title}${isCurrent && html` <span class="badge">This device</span>`}</h2>
${device.name !== null && html`<p class="hint">${device.label}</p>`}
</div>
<dl class="facts">
<div><dt>Last active</dt><dd>${isCurrent ? "Now" : relativeTime(session.lastSeenAt, now)}</dd></div>
<div><dt>Signed in</dt><dd>${absoluteTime(session.createdAt)}</dd></div>
<div><dt>IP address</dt><dd>${device.ip ?? "unknown"}</dd></div>
</dl>
<div class="actions">
<a class="button quiet small" href="/sessions/${id}">Activity<span class="unseen"> of ${title}</span></a>
<details class="rename">
<summary class="button quiet small">Rename<span class="unseen"> ${title}</span></summary>
<form method="post" action="/sessions/${id}/rename">
<label for="name-${id}">Name</label>
<div class="together">
<input id="name-${id}" name="name" value="${device.name}" maxlength="64" autocomplete="off" placeholder="Work laptop">
<button class="button small">Save</button>
</div>
</form>
</details>
${!isCurrent && signOut(id, title)}
</div>
</li>`;
}

function signOut(id: string, title: string): Html {
	return html`<form method="post" action="/sessions/${id}/end">
<button class="button small danger">Sign out<span class="unseen"> ${title}</span></button>
</form>`;
}

const signOutOthers = html`<form class="others" method="post" action="/sessions/revoke-all?keep_current=true">
<p>See something you don't recognise? Sign out everything but this device, then <a href="/settings">change your
password</a>.</p>
<button class="button danger">Sign out the others</button>
</form>`;
