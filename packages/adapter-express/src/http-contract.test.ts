/** The HTTP contract on listening Express servers. */

import { httpContract } from "@sojourn/core/testing";
import express from "express";
import express4 from "express4";
import { describe, test } from "vitest";
import { expressServer } from "./testing/contract-server.ts";
import { httpClient } from "./testing/http-client.ts";

describe.each([
	["Express 5", express],
	["Express 4", express4],
])("%s", (_name, framework) => {
	for (const { name, run } of httpContract({ start: expressServer(framework), client: httpClient })) test(name, run);
});
