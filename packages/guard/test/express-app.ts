/** An Express application with sessions, listening on a free loopback port. */

import type { AddressInfo } from "node:net";
import { session, sessionErrors } from "@sojourn/adapter-express";
import { createSessions, memoryStore, type Plugin } from "@sojourn/core";
import express, { type Express } from "express";

/** Protects nothing. */
export const secrets = "a-secret-of-tests-with-enough-characters-0123456789";

/** @param route adds the routes */
export async function startExpress(route: (app: Express) => void, plugins: readonly Plugin[] = []) {
	const app = express();
	app.use(session(createSessions({ store: memoryStore(), secrets, plugins })));
	route(app);
	app.use(sessionErrors());
	const server = app.listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () => server.close(),
	};
}
