/** The powers on listening servers of every framework. Next's tests are where Next is built: in the package of its adapter. */

import express from "express";
import Koa from "koa";
import { describe } from "vitest";
import { expressServer } from "../../adapter-express/src/testing/contract-server.ts";
import { honoServer } from "../../adapter-fetch/test/contract-servers.ts";
import { koaServer } from "../../adapter-koa/test/contract-server.ts";
import type { Serve } from "./application.ts";
import { guardHttpTests } from "./guard-http-tests.ts";
import { tokenlessTests } from "./tokenless-tests.ts";

const servers: readonly (readonly [string, Serve])[] = [
	["Express", expressServer(express)],
	["Koa", koaServer(Koa)],
	["Hono", honoServer],
];

describe.each(servers)("%s", (_name, serve) => {
	describe("under the guard", () => guardHttpTests(serve));
	describe("with all powers on", () => tokenlessTests(serve));
});
