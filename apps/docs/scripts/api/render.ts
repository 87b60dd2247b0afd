/** A page of the reference as Markdown. */

import type { Declaration, Member } from "./declarations.ts";
import type { Docstring } from "./docstring.ts";
import type { ApiPage } from "./page.ts";
import { type Linker, toHtml } from "./signature.ts";

/** The page with all of its names, in their order. */
export function renderPage(page: ApiPage, order: number, names: readonly Declaration[], linkTo: Linker): string {
	const frontmatter = {
		title: page.title,
		description: page.description,
		tableOfContents: { maxHeadingLevel: 2 },
		sidebar: { order },
	};
	const start = `${page.description} Imported from \`${page.module}\`.`;
	const parts = [start, ...names.flatMap((name) => renderDeclaration(name, linkTo))];
	return `---\n${JSON.stringify(frontmatter)}\n---\n\n${join(parts)}\n`;
}

function renderDeclaration({ name, kind, code, doc, members }: Declaration, linkTo: Linker): string[] {
	return [
		`## ${name}`,
		`<pre class="api-signature" data-kind="${kind}"><code>${toHtml(code, linkTo, name)}</code></pre>`,
		renderDocstring(doc, linkTo),
		...members.flatMap((member) => renderMember(member, name, linkTo)),
	];
}

function renderMember({ name, code, doc }: Member, owner: string, linkTo: Linker): string[] {
	const id = `${owner}.${name.replace(/\W+/g, "")}`.toLowerCase();
	return [
		`<h3 class="api-member" id="${id}" data-pagefind-weight="1"><code>${toHtml(code, linkTo, owner)}</code></h3>`,
		`<div class="api-doc">\n\n${renderDocstring(doc, linkTo)}\n\n</div>`,
	];
}

function renderDocstring({ text, params, returns, throws }: Docstring, linkTo: Linker): string {
	const facts: (readonly [string, string])[] = params.map((param) => [`\`${param.name}\``, param.text]);
	if (returns !== "") facts.push(["Returns", returns]);
	facts.push(...throws.map((text) => ["Throws", text] as const));
	const list = facts.map(([what, text]) => `- **${what}**: ${renderText(text, linkTo)}`).join("\n");
	return join([renderText(text, linkTo), list]);
}

/** `{@link name}`, `{@link name.member}` and the names of errors become links, and `<` outside of code stays what it is. */
function renderText(text: string, linkTo: Linker): string {
	return text.replace(
		/\{@link\s+([\w.]+)\s*\}|`[^`]*`|\b([A-Z]\w+Error)\b|<(?=\w)/g,
		(match, path?: string, error?: string) => {
			if (match === "<") return "&lt;";
			const [name = "", member] = (path ?? error ?? "").split(".");
			const link = linkTo(name);
			if (link === undefined) return path === undefined ? match : `\`${path}\``;
			return `[\`${path ?? error}\`](${member === undefined ? link : `${link}.${member.toLowerCase()}`})`;
		},
	);
}

const join = (parts: readonly string[]): string => parts.filter((part) => part !== "").join("\n\n");
