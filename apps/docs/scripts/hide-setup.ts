import { definePlugin } from "@astrojs/starlight/expressive-code";

/** The line up to which a code block is compiled, but not shown. */
export const cut = "// ---cut---";

/** Leaves out what a code block needs to compile and readers don't. */
export function hideSetup() {
	return definePlugin({
		name: "hide-setup",
		hooks: {
			preprocessCode({ codeBlock }) {
				const end = codeBlock.getLines().findIndex(({ text }) => text.trim() === cut);
				if (end >= 0) codeBlock.deleteLines(Array.from({ length: end + 1 }, (_, line) => line));
			},
		},
	});
}
