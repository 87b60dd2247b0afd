/** Which page of the reference explains which names: by the files that declare them. */

/** A page of the reference. */
export interface ApiPage {
	/** The end of its address: `/reference/<slug>/`. */
	readonly slug: string;
	readonly title: string;
	/** One sentence under the title. */
	readonly description: string;
	/** What it is imported from. */
	readonly module: string;
	/** The entry point, from the repository's folder. */
	readonly entry: string;
	/** The files whose public names it explains, from the entry point's folder; all that no other page of the entry point has, when left out. */
	readonly files?: readonly string[];
	/** Names to begin with; the others follow in the order of the sources. */
	readonly first?: readonly string[];
}

const core = { module: "@sojourn/core", entry: "packages/core/src/index.ts" };

export const apiPages: readonly ApiPage[] = [
	{
		...core,
		slug: "create-sessions",
		title: "createSessions",
		description: "The one entry, its options, and what it gives.",
		files: ["sessions.ts", "options.ts", "duration.ts", "schema.ts", "platform.ts"],
		first: ["createSessions", "Sessions", "SessionOptions"],
	},
	{
		...core,
		slug: "session",
		title: "Session",
		description: "What a handler holds: data, login, logout, rotation, and what may be shown of a session.",
		files: ["session.ts", "actions.ts", "session-info.ts"],
		first: ["Session", "LoginDemand", "LoginOptions", "Credential"],
	},
	{
		...core,
		slug: "operations",
		title: "Operations",
		description: "Sessions by id, by user and all of them, without a request: for services and tools.",
		files: ["operations.ts", "lists.ts", "debug.ts", "sweeper.ts", "client.ts"],
		first: [
			"Operations",
			"UserOperations",
			"ScanOperations",
			"SweepOperations",
			"startSweeper",
			"debugSession",
			"debugCookie",
		],
	},
	{
		...core,
		slug: "cookies-and-headers",
		title: "Cookies and headers",
		description: "Options of the session cookie, the security headers and the cross-site check.",
		files: ["cookie.ts", "headers.ts", "origin.ts"],
		first: ["CookieOptions", "SecurityHeaderOptions", "CspDirectives", "CrossSiteOptions"],
	},
	{
		...core,
		slug: "seals",
		title: "Seals",
		description: "Authenticated encryption of small values, in cookies and elsewhere.",
		files: ["seal.ts", "sealed-cookie.ts", "key-ring.ts"],
		first: ["createSealer", "Sealer", "createSealedCookie", "SealedCookie"],
	},
	{
		...core,
		slug: "stores",
		title: "Stores",
		description: "The record, the store contract, the memory store and encryption at rest.",
		files: ["record.ts", "store.ts", "memory-store.ts", "encrypted-store.ts"],
		first: [
			"SessionStore",
			"UserIndex",
			"SessionScan",
			"SessionSweep",
			"CompleteStore",
			"memoryStore",
			"encryptedStore",
			"SessionRecord",
		],
	},
	{
		...core,
		slug: "plugins",
		title: "Plugins and events",
		description: "The two extension points, and what plugins are told.",
		files: ["plugin.ts", "events.ts"],
	},
	{
		...core,
		slug: "errors",
		title: "Errors",
		description: "The errors that users catch, with their codes and HTTP statuses.",
		files: ["errors.ts"],
	},
	{
		...core,
		slug: "requests-and-responses",
		title: "Requests and responses",
		description: "What an adapter hands to core and gets back, and what has no other place.",
	},
	{
		slug: "testing",
		title: "@sojourn/core/testing",
		description: "The store contract and the HTTP contract as cases for any test runner.",
		module: "@sojourn/core/testing",
		entry: "packages/core/src/testing/index.ts",
		first: ["storeContract", "StoreContractOptions", "httpContract"],
	},
	{
		slug: "fetch",
		title: "@sojourn/core/fetch",
		description: "What adapters of servers with web requests and responses share.",
		module: "@sojourn/core/fetch",
		entry: "packages/core/src/fetch/index.ts",
		first: ["createExchanges", "Exchange", "ExchangeOptions", "TrustProxy"],
	},
	{
		slug: "adapter-express",
		title: "@sojourn/adapter-express",
		description: "Sessions for Express 5 and 4.",
		module: "@sojourn/adapter-express",
		entry: "packages/adapter-express/src/index.ts",
		first: ["session", "requireSession", "requireRecentLogin", "sessionErrors", "onUpgrade"],
	},
	{
		slug: "adapter-koa",
		title: "@sojourn/adapter-koa",
		description: "Sessions for Koa 3 and 2.",
		module: "@sojourn/adapter-koa",
		entry: "packages/adapter-koa/src/index.ts",
		first: ["session", "requireSession", "requireRecentLogin", "sessionErrors", "onUpgrade"],
	},
	{
		slug: "adapter-fetch",
		title: "@sojourn/adapter-fetch",
		description: "Sessions for servers of web requests and responses.",
		module: "@sojourn/adapter-fetch",
		entry: "packages/adapter-fetch/src/index.ts",
		first: ["session", "WithSession", "WithSessionOptions"],
	},
	{
		slug: "adapter-fetch-hono",
		title: "@sojourn/adapter-fetch/hono",
		description: "Sessions for Hono.",
		module: "@sojourn/adapter-fetch/hono",
		entry: "packages/adapter-fetch/src/hono/index.ts",
		first: ["session", "requireSession", "requireRecentLogin", "sessionErrors", "SessionEnv"],
	},
	{
		slug: "adapter-next",
		title: "@sojourn/adapter-next",
		description: "Sessions for Next 16.",
		module: "@sojourn/adapter-next",
		entry: "packages/adapter-next/src/index.ts",
		first: ["nextSessions", "NextSessions", "NextSessionsOptions", "NextOptions", "ProxyOptions"],
	},
	{
		slug: "adapter-next-client",
		title: "@sojourn/adapter-next/client",
		description: "What the browser knows of its session, in Next.",
		module: "@sojourn/adapter-next/client",
		entry: "packages/adapter-next/src/client/index.ts",
		first: ["SessionProvider", "useSession"],
	},
	{
		slug: "adapter-next-pages",
		title: "@sojourn/adapter-next/pages",
		description: "Sessions for Next's Pages Router.",
		module: "@sojourn/adapter-next/pages",
		entry: "packages/adapter-next/src/pages/index.ts",
		first: ["pagesSessions"],
	},
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
		slug: "cache",
		title: "@sojourn/cache",
		description: "A bounded cache in front of any store.",
		module: "@sojourn/cache",
		entry: "packages/cache/src/index.ts",
		first: ["cached"],
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
	{
		slug: "store-redis",
		title: "@sojourn/store-redis",
		description: "Sessions in Redis, Redis Cluster, Valkey and Upstash.",
		module: "@sojourn/store-redis",
		entry: "packages/store-redis/src/index.ts",
		first: ["redisStore"],
	},
	{
		slug: "store-sql",
		title: "@sojourn/store-sql",
		description: "Sessions in SQL databases.",
		module: "@sojourn/store-sql",
		entry: "packages/store-sql/src/index.ts",
	},
];
