import starlight from "@astrojs/starlight";
import { defineConfig } from "astro/config";
import { apiReference } from "./integrations/api-reference.ts";
import { linkCheck } from "./integrations/link-check.ts";
import { sidebar } from "./sidebar.ts";

export default defineConfig({
	// Absolute addresses (canonical links, sitemap) only where it is known where the site goes.
	...(process.env.SITE_URL && { site: process.env.SITE_URL }),
	trailingSlash: "always",
	vite: {
		build: {
			rolldownOptions: {
				onwarn(warning, warn) {
					// Astro's own directive, in every page with components.
					if (warning.code !== "MODULE_LEVEL_DIRECTIVE") warn(warning);
				},
			},
		},
	},
	integrations: [
		apiReference(),
		starlight({
			title: "Sojourn",
			description: "Sessions for TypeScript servers",
			logo: { src: "./src/assets/mark.svg" },
			favicon: "/favicon.svg",
			customCss: ["./src/styles/fonts.css", "./src/styles/theme.css", "./src/styles/api.css"],
			sidebar,
			lastUpdated: false,
			pagination: true,
		}),
		linkCheck(),
	],
});
