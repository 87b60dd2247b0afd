import type { AstroIntegration } from "astro";
import { generateApi } from "../scripts/api/generate.ts";

/** Writes the API reference before pages are read. */
export function apiReference(): AstroIntegration {
	return {
		name: "api-reference",
		hooks: {
			"astro:config:setup": ({ config }) => generateApi(config.base.replace(/\/?$/, "/")),
		},
	};
}
