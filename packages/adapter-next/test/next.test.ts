/** Next, built and started once: the HTTP contract, powers, and what is Next's own. */

import { type ContractApp, httpContract } from "@sojourn/core/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";
import { guardHttpTests } from "../../guard/test/guard-http-tests.ts";
import { tokenlessTests } from "../../guard/test/tokenless-tests.ts";
import { actionTests } from "./actions-tests.ts";
import { shared } from "./application/lib/played.ts";
import { componentTests } from "./components-tests.ts";
import { pagesRouterTests } from "./pages-router-tests.ts";
import { proxyTests } from "./proxy-tests.ts";
import { play, stage, visitor } from "./stage.ts";
import { startApplication } from "./started-application.ts";

let application: Awaited<ReturnType<typeof startApplication>>;
beforeAll(async () => {
	application = await startApplication();
	stage.url = application.url;
}, 120_000);
afterAll(() => application?.close());
afterEach(() => void vi.restoreAllMocks());

describe.each([
	["Next, App Router", "app"],
	["Next, Pages Router", "pages"],
] as const)("%s", (_name, router) => {
	const start = async ({ sessions, routes, protection }: ContractApp) => {
		// All paths of the contract are those of an API. Next itself says what the client's address is.
		const options = { ...protection, apiPaths: ["/"], trustProxy: 1 };
		shared.played = { sessions, options, contract: { routes, router } };
		return { url: stage.url, close: async () => {} };
	};
	for (const { name, run } of httpContract({ start, client: httpClient })) test(name, run);

	describe("under the guard", () => guardHttpTests(start));
	describe("with all powers on", () => tokenlessTests(start));
});

describe("Next", () => {
	beforeEach(() => play({ protect: ["/pages/protected", "/api/protected"] }));

	describe("components", componentTests);
	describe("actions", actionTests);
	describe("the proxy", proxyTests);
	describe("getServerSideProps", pagesRouterTests);

	test("M3 on the edge runtime", async () => {
		const one = visitor();
		(await one.post("/edge")).expect(204, "login");
		expect((await one.get("/edge")).json()).toEqual({ userId: "ada", data: { on: "edge" } });
		(await one.post("/edge", { origin: "https://evil.example" })).expect(403, "another site");
	});
});
