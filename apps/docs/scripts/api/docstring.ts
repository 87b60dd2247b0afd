/** The comment above a declaration, as Markdown. */

import ts from "typescript";

/** A docstring. All texts are Markdown with `{@link name}` in it. */
export interface Docstring {
	readonly text: string;
	readonly params: readonly { readonly name: string; readonly text: string }[];
	readonly returns: string;
	readonly throws: readonly string[];
}

/** The docstring of a node; empty when there is none. */
export function docstringOf(node: ts.Node): Docstring {
	const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1);
	const tags = comment?.tags ?? [];
	const named = (name: string) => tags.filter((tag) => tag.tagName.text === name).map((tag) => toText(tag.comment));
	return {
		text: toText(comment?.comment),
		params: tags.flatMap((tag) =>
			ts.isJSDocParameterTag(tag) ? [{ name: tag.name.getText(), text: toText(tag.comment) }] : [],
		),
		returns: named("returns").join(" "),
		throws: named("throws"),
	};
}

function toText(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
	return (ts.getTextOfJSDocComment(comment) ?? "").replace(/^\s*- /, "").trim();
}
