/** The HTTP contract on listening Koa servers. */

import { httpContract } from "@sojourn/core/testing";
import Koa from "koa";
import Koa2 from "koa2";
import { describe, test } from "vitest";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";
import { koaServer } from "./contract-server.ts";

describe.each([
	["Koa 3", Koa],
	["Koa 2", Koa2],
])("%s", (_name, framework) => {
	for (const { name, run } of httpContract({ start: koaServer(framework), client: httpClient })) test(name, run);
});
