/** HTML in which nothing can be injected: what isn't HTML by its type is escaped. */

/** A piece of HTML. */
export class Html {
	readonly #text: string;

	/** @param text trusted: it is taken as it is */
	constructor(text: string) {
		this.#text = text;
	}

	toString(): string {
		return this.#text;
	}
}

/** What {@link html} takes between its pieces. `null`, `undefined` and `false` leave nothing behind. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

/** A template whose texts and (quoted) attribute values are escaped, and whose pieces of HTML are not. */
export function html(pieces: TemplateStringsArray, ...contents: readonly Content[]): Html {
	return new Html(pieces.map((piece, index) => piece + render(contents[index])).join(""));
}

const references: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};

function render(content: Content): string {
	if (content === null || content === undefined || content === false) return "";
	if (content instanceof Html) return content.toString();
	if (typeof content === "object") return content.map(render).join("");
	return String(content).replace(/[&<>"']/g, (character) => references[character] as string);
}
