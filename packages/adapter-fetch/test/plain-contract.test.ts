/** The HTTP contract on a server without a framework, with the platform's own requests and responses. */

import { httpContract } from "@sojourn/core/testing";
import { describe, test } from "vitest";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";
import { plainServer } from "./contract-servers.ts";

describe("A function on Node", () => {
	for (const { name, run } of httpContract({ start: plainServer, client: httpClient })) test(name, run);
});
