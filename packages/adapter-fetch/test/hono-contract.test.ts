/** The HTTP contract on Hono, served by its server for Node. */

import { httpContract } from "@sojourn/core/testing";
import { describe, test } from "vitest";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";
import { honoServer } from "./contract-servers.ts";

describe("Hono on Node", () => {
	for (const { name, run } of httpContract({ start: honoServer, client: httpClient })) test(name, run);
});
