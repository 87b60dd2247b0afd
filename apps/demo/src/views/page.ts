/** What every page has around its own content. */

import { assetUrl } from "../assets.ts";
import type { DemoProvider } from "../provider.ts";
import type { User } from "../users.ts";
import { type Html, html } from "./html.ts";
import { mark } from "./icons.ts";

/** What a page knows of the request it answers. */
export interface Page {
	/** For the page's scripts. */
	readonly nonce: string;
	readonly path: string;
	/** Where the site is, as the request has it: `http://localhost:3000`. */
	readonly origin: string;
	readonly user?: User | undefined;
	/** Where people can sign in as well. */
	readonly provider: Pick<DemoProvider, "name" | "signInUrl"> | null;
	/** What has just been done, to be said once. */
	readonly notice?: string | undefined;
	/** In milliseconds since the epoch. */
	readonly now: number;
}

/** A whole document. */
export function layout(page: Page, title: string, content: Html): Html {
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Sojourn demo</title>
<link rel="icon" href="${assetUrl("icon.svg")}" type="image/svg+xml">
<link rel="stylesheet" href="${assetUrl("style.css")}">
<script type="module" nonce="${page.nonce}" src="${assetUrl("local-times.js")}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="top">
<a class="brand" href="/">${mark}<span>Sojourn</span></a>
${page.user === undefined ? visitorLinks(page) : userLinks(page)}
</header>
<main class="stack" id="content" tabindex="-1">
${page.notice !== undefined && html`<p class="notice" role="status">${page.notice}</p>`}
${content}
</main>
<footer class="bottom">
<p>A demo of <strong>Sojourn</strong>, sessions for TypeScript servers. Every page works without JavaScript.</p>
</footer>
</body>
</html>`;
}

function visitorLinks(page: Page): Html {
	return html`<nav aria-label="Main">${link(page, "/login", "Sign in")}${link(page, "/register", "Register")}</nav>`;
}

function userLinks(page: Page): Html {
	return html`<nav aria-label="Main">${link(page, "/sessions", "Devices")}${link(page, "/activity", "Activity")}
${cameByProvider(page) && link(page, "/tokens", "Tokens")}${link(page, "/settings", "Settings")}
<form method="post" action="/logout"><button class="link">Sign out</button></form></nav>`;
}

/** Whether there is a provider, and the user came by it: only then there are tokens. */
export function cameByProvider({ user, provider }: Page): boolean {
	return provider !== null && user?.passwordHash === null;
}

function link({ path }: Page, href: string, text: string): Html {
	const isHere = path === href || path.startsWith(`${href}/`);
	return html`<a href="${href}"${isHere && html` aria-current="page"`}>${text}</a>`;
}
