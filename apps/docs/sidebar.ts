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
			"guides/rotating-secrets",
			"guides/encryption-at-rest",
		],
	},
	{
		label: "Running it",
		items: [
			"guides/production",
			"guides/stores",
			"guides/caching",
			"guides/sweeping",
			"guides/testing-a-store",
			"guides/debugging",
		],
	},
	{ label: "Security", items: ["security/promises", "security/threat-model"] },
	{ label: "API reference", items: [{ autogenerate: { directory: "reference" } }] },
];
