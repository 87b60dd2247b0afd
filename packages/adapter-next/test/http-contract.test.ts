/** The HTTP contract on a built and started Next: route handlers, and the API routes of the Pages Router. */

import { httpContract } from "@sojourn/core/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";
import { type Played, shared } from "./application/lib/played.ts";
import { startApplication } from "./started-application.ts";

let application: Awaited<ReturnType<typeof startApplication>>;
beforeAll(async () => {
	application = await startApplication();
}, 120_000);
afterAll(() => application?.close());

describe.each([
	["Next, App Router", "app"],
	["Next, Pages Router", "pages"],
] as const)("%s", (_name, router) => {
	const start = async (app: Omit<Played, "router">) => {
		shared.played = { ...app, router };
		return { url: application.url, close: async () => {} };
	};
	for (const { name, run } of httpContract({ start, client: httpClient })) test(name, run);
});
