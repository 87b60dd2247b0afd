import { defineEcConfig } from "@astrojs/starlight/expressive-code";
import { hideSetup } from "./scripts/hide-setup.ts";

export default defineEcConfig({
	themes: ["vitesse-light", "vitesse-dark"],
	plugins: [hideSetup()],
	defaultProps: { overridesByLang: { sh: { frame: "none" } } },
	styleOverrides: {
		borderRadius: "0.5rem",
		borderColor: "var(--sj-hairline)",
		codeBackground: "var(--sj-code-bg)",
		codeFontSize: "0.85rem",
		codeLineHeight: "1.65",
		frames: {
			shadowColor: "transparent",
			editorTabBarBackground: "transparent",
			editorActiveTabBackground: "var(--sj-code-bg)",
			editorActiveTabIndicatorTopColor: "transparent",
			editorActiveTabIndicatorBottomColor: "var(--sl-color-accent)",
		},
	},
});
