import { type Html, html } from "./html.ts";
import { layout, type Page } from "./page.ts";

const texts: Readonly<Record<number, readonly [title: string, text: string]>> = {
	400: ["That didn't make sense", "Something about the request was malformed. Go back and try again."],
	403: ["Refused", "The request came from another site's page. Nothing was done; start from a page of this site."],
	404: ["Not found", "There is nothing here: it never was, or it is gone."],
	409: ["Something changed meanwhile", "Another request was faster. Go back and try again."],
	413: ["Too large", "More was sent than this site takes."],
	415: ["Unknown format", "This site takes forms and JSON."],
	500: ["Something went wrong", "The fault is ours, and it has been noted. Try again in a moment."],
	503: ["Back in a moment", "Sessions can't be reached just now. You are still signed in; try again shortly."],
};

/** What went wrong, by its HTTP status. */
export function problemPage(page: Page, status: number): Html {
	const [title, text] = texts[status] ?? (texts[status < 500 ? 400 : 500] as readonly [string, string]);
	return layout(
		page,
		title,
		html`<section class="hero stack close">
<p class="status" aria-hidden="true">${status}</p>
<h1>${title}</h1>
<p class="lead">${text}</p>
<p class="actions"><a class="button" href="${page.user === undefined ? "/" : "/sessions"}">${
			page.user === undefined ? "To the front page" : "To your devices"
		}</a></p>
</section>`,
	);
}
