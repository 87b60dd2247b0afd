/** Acme's pages. They look like the demo's, and know nothing of it. */

import { assetUrl } from "../assets.ts";
import { type Html, html } from "../views/html.ts";

/** Without `form-action`: browsers apply it to where a form leads in the end, which is the application. */
export const pageHeaders = {
	"Content-Security-Policy":
		"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
	"X-Content-Type-Options": "nosniff",
	"Referrer-Policy": "no-referrer",
	"Cache-Control": "no-store",
};

function acmePage(title: string, content: Html): Html {
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Acme</title>
<link rel="icon" href="${assetUrl("icon.svg")}" type="image/svg+xml">
<link rel="stylesheet" href="${assetUrl("style.css")}">
</head>
<body class="acme">
<header class="top"><span class="brand">Acme</span></header>
<main class="stack narrow">
<h1>${title}</h1>
${content}
</main>
</body>
</html>`;
}

/** What a name at Acme is made of. */
export const namePattern = "[a-z0-9_\\-]{1,32}";

/** @param problem what was wrong with the name that was sent */
export function loginPage(action: string, problem?: string): Html {
	return acmePage(
		"Sign in to Acme",
		html`<p class="lead">Acme is a make-believe company, run by the demo on this machine. It believes everybody: there is no
password.</p>
<form class="card" method="post" action="${action}/login">
<div class="field">
<label for="user">Name</label>
<p class="hint" id="user-hint">Small letters, digits, “-” and “_”. A new name is a new account.</p>
${problem !== undefined && html`<p class="wrong" id="user-problem" role="alert">${problem}</p>`}
<input id="user" name="user" required pattern="${namePattern}" autocomplete="username" aria-describedby="user-hint">
</div>
<button class="button wide">Sign in</button>
</form>`,
	);
}

const scopes: Readonly<Record<string, string>> = {
	openid: "know who you are",
	email: "see your email address",
	offline_access: "go on doing so while you are away",
};

export function consentPage(action: string, client: string, name: string, wanted: readonly string[]): Html {
	return acmePage(
		`${client} asks`,
		html`<p class="lead">You are <strong>${name}</strong>. <strong>${client}</strong> wants to</p>
<ul class="card wanted">${wanted.map((scope) => html`<li>${scopes[scope] ?? scope}</li>`)}</ul>
<div class="actions">
<form method="post" action="${action}/allow"><button class="button">Allow</button></form>
<form method="post" action="${action}/refuse"><button class="button quiet">Refuse</button></form>
</div>`,
	);
}

/** @param form oidc-provider's, in which nothing is to be seen */
export function signOutPage(form: Html): Html {
	return acmePage(
		"Sign out of Acme?",
		html`<p class="lead">Applications that you signed in to with Acme are told.</p>
${form}
<p class="actions"><button class="button" form="op.logoutForm" name="logout" value="yes">Sign out</button></p>`,
	);
}

export const signedOutPage = acmePage("Signed out", html`<p class="lead">You are signed out of Acme.</p>`);

/** @param error OAuth's code for it */
export function errorPage(error: string): Html {
	return acmePage(
		"That didn't work",
		html`<p class="lead">Go back to where you came from, and begin again.</p><p class="hint">${error}</p>`,
	);
}
