/** A fenced TypeScript block of a Markdown page. */
export interface CodeBlock {
	/** The line of its fence, from 1. */
	readonly line: number;
	readonly code: string;
	/** Whether it is meant to compile. */
	readonly check: boolean;
}

/** The fenced blocks of a page whose language is `ts` or `typescript`. */
export function codeBlocks(markdown: string): CodeBlock[] {
	const blocks: CodeBlock[] = [];
	for (const match of markdown.matchAll(/^([\t ]*)(`{3,})(?:ts|typescript)\b([^\n]*)\n(.*?)^\1\2[\t ]*$/gms)) {
		const [, , , settings = "", code = ""] = match;
		blocks.push({
			line: markdown.slice(0, match.index).split("\n").length,
			code,
			check: !/\bno-check\b/.test(settings),
		});
	}
	return blocks;
}
