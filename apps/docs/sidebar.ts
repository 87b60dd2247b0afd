import type { StarlightUserConfig } from "@astrojs/starlight/types";

export const sidebar: StarlightUserConfig["sidebar"] = [
	{ label: "Getting started", link: "/getting-started/" },
	{
		label: "Concepts",
		items: [
			"concepts/request",
			"concepts/identities",
			"concepts/states",
			"concepts/timeouts",
			"concepts/concurrency",
			"concepts/rotation",
			"concepts/failure",
		],
	},
	{
		label: "Guides",
		items: [
			"guides/express",
			"guides/koa",
			"guides/hono",
			"guides/fetch",
			"guides/bearer-tokens",
			"guides/websockets",
			"guides/devices",
			"guides/step-up",
			"guides/typed-data",
			"guides/sealed-cookies",
			"guides/plugins",
			"guides/migrating-from-express-session",
		],
	},
	{
		label: "Protection",
		items: [
			"guides/security-headers",
			"guides/cross-site-requests",
			"guides/hijack-detection",
			"guides/rotating-secrets",
			"guides/encryption-at-rest",
		],
	},
	{
		label: "Stores",
		items: [
			"stores/choosing",
			"stores/memory",
			"stores/redis",
			"stores/upstash",
			"stores/sql",
			"stores/postgresql",
			"stores/mysql",
			"stores/sqlite",
			"stores/pglite",
			"guides/caching",
			"guides/sweeping",
			"stores/own",
		],
	},
	{ label: "Running it", items: ["guides/production", "guides/debugging"] },
	{ label: "Security", items: ["security/promises", "security/threat-model"] },
	{ label: "API reference", items: [{ autogenerate: { directory: "reference" } }] },
];
