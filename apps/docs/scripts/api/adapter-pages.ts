/** Pages of the adapters' reference. */

import type { ApiPage } from "./page.ts";

export const adapterPages: readonly ApiPage[] = [
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
];
