import type { SessionInfo } from "@sojourn/core";
import { type Html, html } from "./html.ts";
import { illustration } from "./illustration.ts";
import { layout, type Page } from "./page.ts";
import { absoluteTime, relativeTime } from "./time.ts";

/** For visitors: what this is, and what to try. */
export function welcomePage(page: Page): Html {
	return layout(
		page,
		"Welcome",
		html`<section class="hero pictured">
<div class="stack">
<h1>Know where you are signed in</h1>
<p class="lead">This is a small, real application on <strong>Sojourn</strong>, sessions for TypeScript servers. Make an
account, sign in from more than one browser, and see how sessions behave.</p>
<p class="actions"><a class="button" href="/register">Register</a> <a class="button quiet" href="/login">Sign in</a></p>
</div>
${illustration}
</section>
<section class="chapter stack close" aria-labelledby="try">
<h2 id="try">Things to try</h2>
<ol class="steps" role="list">
<li><h3>Sign in twice</h3><p>Register here, then sign in from a second browser or a private window. Each sees both
devices, its own first.</p></li>
<li><h3>Sign one out</h3><p>Name a device, then sign out the other. It is told why the next time it asks for
anything.</p></li>
<li><h3>Restart the server</h3><p>Sessions are kept in a SQLite file. You are still signed in when it comes
back.</p></li>
${
	page.provider &&
	html`<li><h3>Sign in with ${page.provider.name}</h3><p>A provider says who you are. See its tokens being refreshed behind
your session, and sign out there.</p></li>`
}
</ol>
</section>
<section class="chapter stack close" aria-labelledby="api">
<h2 id="api">For programs</h2>
<p>The same routes answer JSON. A bearer token works wherever the cookie does.</p>
<pre tabindex="0" aria-label="Example for the command line"><code>curl -d email=you@example.com -d password=… '${page.origin}/login?token=bearer'
curl -H 'Authorization: Bearer …' ${page.origin}/sessions</code></pre>
</section>`,
	);
}

/** For who is signed in: a greeting, and how long the session lasts. */
export function greetingPage(page: Page, session: SessionInfo): Html {
	return layout(
		page,
		"Home",
		html`<section class="hero stack">
<h1>Hello</h1>
<p class="lead">You are signed in as <strong class="email">${page.user?.email}</strong>, with
${session.device.name ?? session.device.label}.</p>
<p class="actions"><a class="button" href="/sessions">See your devices</a></p>
</section>
<section class="chapter stack close" aria-labelledby="session">
<h2 id="session">This session</h2>
<dl class="facts card">
<div><dt>Signed in</dt><dd>${absoluteTime(session.auth?.at ?? session.createdAt)}</dd></div>
<div><dt>Ends if you are away</dt><dd>${relativeTime(session.idleExpiresAt, page.now)}</dd></div>
<div><dt>Ends in any case</dt><dd>${absoluteTime(session.expiresAt)}</dd></div>
<div class="whole"><dt>Public id</dt><dd><code>${session.id}</code></dd></div>
</dl>
<p class="hint">The id is a handle, good for lists and logs. The secret that signs you in is in a cookie that no script
can read, and the server keeps only its hash.</p>
</section>`,
	);
}
