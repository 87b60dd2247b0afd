import { getRequestListener } from "@hono/node-server";
import { test } from "vitest";
import { serveAndWalkThrough } from "../testing/walk-through.ts";
import { app } from "./server.ts";

test("a visitor logs in, sees two devices, ends the other one, logs out", () =>
	serveAndWalkThrough(getRequestListener(app.fetch)));
