/** Pages of the powers' reference, but for those of tokens. */

import type { ApiPage } from "./page.ts";

export const powerPages: readonly ApiPage[] = [
	{
		slug: "audit",
		title: "@sojourn/audit",
		description: "A trail of what happens to sessions.",
		module: "@sojourn/audit",
		entry: "packages/audit/src/index.ts",
		first: ["audit", "Audit", "AuditOptions", "sqlTrail", "AuditEvent", "AuditDetails"],
	},
	{
		slug: "telemetry",
		title: "@sojourn/telemetry",
		description: "A store whose calls are timed.",
		module: "@sojourn/telemetry",
		entry: "packages/telemetry/src/index.ts",
		first: ["observedStore"],
	},
	{
		slug: "telemetry-prometheus",
		title: "@sojourn/telemetry/prometheus",
		description: "Figures for Prometheus.",
		module: "@sojourn/telemetry/prometheus",
		entry: "packages/telemetry/src/prometheus/index.ts",
		first: ["prometheus"],
	},
	{
		slug: "telemetry-open-telemetry",
		title: "@sojourn/telemetry/open-telemetry",
		description: "Figures and spans for OpenTelemetry.",
		module: "@sojourn/telemetry/open-telemetry",
		entry: "packages/telemetry/src/open-telemetry/index.ts",
		first: ["openTelemetry"],
	},
	{
		slug: "guard",
		title: "@sojourn/guard",
		description: "Hijack detection, device fingerprints, and notices about accounts.",
		module: "@sojourn/guard",
		entry: "packages/guard/src/index.ts",
		first: [
			"detectHijack",
			"HijackOptions",
			"Decision",
			"fingerprintOf",
			"similarity",
			"createKnownDevices",
			"watchAccounts",
			"Notice",
		],
	},
	{
		slug: "guard-client",
		title: "@sojourn/guard/client",
		description: "What a page reports of its device.",
		module: "@sojourn/guard/client",
		entry: "packages/guard/src/client/index.ts",
	},
	{
		slug: "guard-rate-limit",
		title: "@sojourn/guard/rate-limit",
		description: "Rate limits by named rules.",
		module: "@sojourn/guard/rate-limit",
		entry: "packages/guard/src/rate-limit/index.ts",
		first: ["createRateLimits", "RateLimitOptions", "RateRule", "RateLimits", "RateLimitError"],
	},
	{
		slug: "sockets",
		title: "@sojourn/sockets",
		description: "WebSockets and event streams that end with their session.",
		module: "@sojourn/sockets",
		entry: "packages/sockets/src/index.ts",
		first: ["socketCloser", "SocketCloser", "SocketCloserOptions"],
	},
];
