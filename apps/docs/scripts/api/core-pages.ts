/** Pages of core's reference. */

import type { ApiPage } from "./page.ts";

const core = { module: "@sojourn/core", entry: "packages/core/src/index.ts" };

export const corePages: readonly ApiPage[] = [
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
		first: ["createExchanges", "Exchange", "ExchangeOptions", "TrustProxy", "safeReturnTo"],
	},
];
