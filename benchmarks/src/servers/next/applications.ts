/** Next, built once and served by its programmatic server, with each of the session keepers that the application knows. */

import type { RequestListener } from "node:http";
import { fileURLToPath } from "node:url";
import { buildNextApp, loadNextApp } from "../../../../packages/adapter-next/test/next-app.ts";

const folder = fileURLToPath(new URL("application", import.meta.url));

/** `next build`: to be done before servers are started. */
export function buildNextApplication(): void {
	buildNextApp(folder);
}

const keptBy = (keeper: string) => async (): Promise<RequestListener> => {
	process.env.SESSION_KEEPER = keeper;
	process.env.NODE_ENV = "production"; // what Next runs depends on it
	return (await loadNextApp(folder)).listener;
};

/** Everything that a server process can be started with, by name. */
export const nextApplications = {
	bare: keptBy("bare"),
	sojournPlain: keptBy("sojournPlain"),
	ironSession: keptBy("ironSession"),
};
