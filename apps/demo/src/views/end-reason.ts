/** Why a session ended, in words for the person who had it. */

import type { SessionEnd } from "@sojourn/core";
import { type Html, html } from "./html.ts";
import { relativeTime } from "./time.ts";

const stolen =
	"Your session was ended to keep your account safe: its key was used in a way that looks as if somebody copied it. If you don't know why, change your password.";

const sentences: Readonly<Record<string, string>> = {
	revoked: "You were signed out from another device.",
	"password-changed": "You were signed out because your password was changed on another device.",
	idle: "You were signed out because you were away for a while.",
	absolute: "You were signed out because it was time to sign in again.",
	limit: "You were signed out because you signed in on too many other devices.",
	logout: "You signed out.",
	"provider-logout": "You signed out at your provider, and so here too.",
	replaced: "You signed in again in this browser.",
	"token-reuse": stolen,
	"device-mismatch": stolen,
	hijack: stolen,
};

/** For those who signed themselves out just now. */
export const signedOutNotice = html`<p class="notice" role="status">You are signed out.</p>`;

/** For those whose session is in doubt. */
export const doubtNotice = html`<p class="notice" role="status">This doesn't look like the browser that you signed in
with. Sign in again to go on.</p>`;

/** Why a session ended. */
export function endSentence({ reason }: SessionEnd): string {
	return (Object.hasOwn(sentences, reason) && sentences[reason]) || "Your session has ended.";
}

/** For those who come back to a session that has ended. */
export function endNotice(end: SessionEnd, now: number): Html {
	return html`<div class="notice${end.state === "destroyed" && " problem"}" role="status">
<p>${endSentence(end)}</p>
<p class="hint">${relativeTime(end.at, now)}</p>
</div>`;
}
