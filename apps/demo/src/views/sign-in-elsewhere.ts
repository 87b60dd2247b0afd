import { type Html, html } from "./html.ts";
import type { Page } from "./page.ts";

/** The way to the provider. A link, since browsers hold forms to the policy wherever they lead. */
export function signInElsewhere({ provider }: Page): Html | null {
	return (
		provider && html`<p><a class="button quiet wide" href="${provider.signInUrl}">Sign in with ${provider.name}</a></p>`
	);
}
