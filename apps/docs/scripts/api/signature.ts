/** TypeScript as HTML, with a link from every public type to its place in the reference. */

import ts from "typescript";

/** Where a public name is explained; `undefined` for all other names. */
export type Linker = (name: string) => string | undefined;

/** Text with what HTML means by it taken away. */
export function escapeHtml(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/**
 * Code as HTML: keywords, strings and comments in spans of those classes, public types as links.
 *
 * @param own the name that is being explained, which isn't linked to itself
 */
export function toHtml(code: string, linkTo: Linker, own: string): string {
	const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, code);
	let html = "";
	for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
		const name = scanner.getTokenText();
		const text = escapeHtml(name);
		const style = styleOf(token);
		// Types are what a signature mentions of other declarations, and their names are capitalized.
		const link = token === ts.SyntaxKind.Identifier && /^[A-Z]/.test(name) && name !== own ? linkTo(name) : undefined;
		if (link !== undefined) html += `<a href="${link}">${text}</a>`;
		else html += style === null ? text : `<span class="${style}">${text}</span>`;
	}
	return html;
}

function styleOf(token: ts.SyntaxKind): "keyword" | "literal" | "comment" | null {
	if (token >= ts.SyntaxKind.FirstKeyword && token <= ts.SyntaxKind.LastKeyword) return "keyword";
	if (token === ts.SyntaxKind.MultiLineCommentTrivia || token === ts.SyntaxKind.SingleLineCommentTrivia)
		return "comment";
	if (token >= ts.SyntaxKind.FirstLiteralToken && token <= ts.SyntaxKind.LastTemplateToken) return "literal";
	return null;
}
