import { expect, test } from "vitest";
import { html } from "./html.ts";

test("texts are escaped, for content and for quoted attributes", () => {
	const text = `<b a="1" b='2'>&amp;`;
	expect(String(html`<p title="${text}">${text}</p>`)).toBe(
		'<p title="&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;">&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;</p>',
	);
});

test("pieces of HTML and lists of them are taken as they are", () => {
	const item = (text: string) => html`<li>${text}</li>`;
	expect(String(html`<ul>${["a", "<"].map(item)}${[["b"]]}</ul>`)).toBe("<ul><li>a</li><li>&lt;</li>b</ul>");
});

test("nothing is left of what isn't there, but zero is", () => {
	expect(String(html`${null}${undefined}${false}${0}${""}`)).toBe("0");
});
