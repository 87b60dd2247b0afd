import type { AccessTokenInfo, GrantInfo, Refresh } from "@sojourn/tokens";
import type { ApiAnswer } from "../userinfo.ts";
import { type Html, html } from "./html.ts";
import { cameByProvider, layout, type Page } from "./page.ts";
import { signInElsewhere } from "./sign-in-elsewhere.ts";
import { absoluteTime, relativeTime } from "./time.ts";

/** What has just come of a request. */
export interface TokenNews {
	readonly answer?: ApiAnswer;
	readonly problem?: string;
}

/** What the session's providers granted, and what can be done with it. */
export function tokensPage(page: Page, grants: readonly GrantInfo[], { answer, problem }: TokenNews = {}): Html {
	return layout(
		page,
		"Your tokens",
		html`<h1>Your tokens</h1>
<p class="lead">What a provider lets this site do in your name. The tokens themselves are behind your session, sealed: no
page shows them, and your browser never has them.</p>
${problem !== undefined && html`<p class="notice problem" role="alert">${problem}</p>`}
${answer !== undefined && apiAnswer(answer)}
${grants.map((granted) => grant(granted, page))}
${grants.every(({ ended }) => ended !== null) && html`<p>There are none now.</p>${signInElsewhere(page)}`}
${cameByProvider(page) && page.provider && signOuts(page.provider.name)}`,
	);
}

function apiAnswer({ status, body }: ApiAnswer): Html {
	return html`<section class="notice" role="status">
<p>The API answered with ${status}.</p>
<pre tabindex="0" aria-label="What it said"><code>${body}</code></pre>
</section>`;
}

function grant(
	{ provider, subject, scope, ended, accessTokens, history }: GrantInfo,
	{ now, provider: current }: Page,
): Html {
	return html`<section class="card stack" aria-labelledby="provider-${provider}">
<h2 id="provider-${provider}">${provider}</h2>
<dl class="facts">
<div><dt>Subject</dt><dd class="email">${subject}</dd></div>
<div class="wide"><dt>Scope</dt><dd>${scope}</dd></div>
${accessTokens.map((token) => accessToken(token, now))}
${ended !== null && html`<div><dt>Over</dt><dd>${relativeTime(ended.at, now)} (${ended.reason})</dd></div>`}
</dl>
${ended === null && provider === current?.name && actions}
<h3>Refreshes</h3>
${history.length === 0 ? html`<p class="hint">None yet.</p>` : refreshes(history, now)}
</section>`;
}

function accessToken({ expiresAt, refreshAt }: AccessTokenInfo, now: number): Html {
	return html`<div><dt>Access token expires</dt><dd>${expiresAt === null ? "unknown" : relativeTime(expiresAt, now)}</dd></div>
<div class="wide"><dt>Refreshed when it is used</dt><dd>${refreshAt === null ? "once the API refuses it" : relativeTime(refreshAt, now)}</dd></div>`;
}

const actions = html`<div class="actions">
<form method="post" action="/tokens/call"><button class="button small">Call the API</button></form>
<form method="post" action="/tokens/refresh"><button class="button quiet small">Refresh now</button></form>
<form method="post" action="/tokens/revoke"><button class="button danger small">Revoke</button></form>
</div>`;

function refreshes(history: readonly Refresh[], now: number): Html {
	const line = ({ at, reason, outcome }: Refresh) =>
		html`<li>${outcome}, ${reasons[reason]}: ${absoluteTime(at)} (${relativeTime(at, now)})</li>`;
	return html`<ol class="history hint" role="list">${history.map(line).toReversed()}</ol>`;
}

const reasons: Readonly<Record<Refresh["reason"], string>> = {
	proactive: "before it expired",
	expired: "after it expired",
	forced: "as you wanted",
};

function signOuts(name: string): Html {
	return html`<section class="chapter stack close" aria-labelledby="sign-out">
<h2 id="sign-out">Sign out of ${name}</h2>
<p>Who signs out there is signed out here as well: ${name} tells this site, and no browser is needed for that.</p>
<div class="actions">
<a class="button quiet small" href="/sign-out">Sign out at ${name}</a>
<form method="post" action="/sign-out"><button class="button quiet small">Sign out here, then at ${name}</button></form>
</div>
</section>`;
}
