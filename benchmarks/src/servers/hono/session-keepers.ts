/** Hono with nobody, Sojourn and iron-session as keepers of its sessions, each set up as its documentation says. */

import { getConnInfo } from "@hono/node-server/conninfo";
import { session } from "@sojourn/adapter-fetch/hono";
import { memoryStore } from "@sojourn/core";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { type CookieJar, getIronSession } from "iron-session";
import { sealedOperations, sealedOptions } from "../iron-session.ts";
import { createPlain, nobody, ourOperations, plain } from "../session-keeper.ts";
import { createApplication, type HonoKeeper } from "./application.ts";

const sojourn = (): HonoKeeper => ({
	middleware: [session(createPlain(memoryStore()), { ...plain, getConnInfo })],
	...ourOperations((c: Context) => c.get("session")),
});

/** The session is opened for every request, as Sojourn's is, and saved by the routes that change it. */
const ironSession: HonoKeeper = {
	middleware: [
		async (c, next) => {
			c.set("session", await getIronSession(cookiesOf(c), sealedOptions));
			await next();
		},
	],
	...sealedOperations((c: Context) => c.get("session")),
};

/** Hono's cookies, for iron-session. */
const cookiesOf = (c: Context): CookieJar => ({
	read: (name) => getCookie(c, name),
	write: (name, value, options) => setCookie(c, name, value, options as Parameters<typeof setCookie>[3]),
});

/** Everything that a server process can be started with, by name. */
export const honoApplications = {
	bare: () => createApplication(nobody()),
	sojournPlain: () => createApplication(sojourn()),
	ironSession: () => createApplication(ironSession),
};
