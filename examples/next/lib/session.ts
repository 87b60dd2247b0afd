/** The sessions of this application: what its server code imports. */

import { randomBytes } from "node:crypto";
import { nextSessions } from "@sojourn/adapter-next";
import { type CompleteStore, createSessions, memoryStore } from "@sojourn/core";

interface Data {
	notes?: string[];
}

// Next loads this module once for the proxy and once for the rest, and again at every change while you develop: what is
// kept in memory is kept on globalThis. A real application takes a store package, and a secret from its environment.
const memory = globalThis as { store?: CompleteStore; secret?: string };
memory.store ??= memoryStore();
memory.secret ??= randomBytes(32).toString("base64url");

export const secrets = process.env.SESSION_SECRETS?.split(",") ?? memory.secret;

export const sessions = createSessions<Data>({
	store: memory.store,
	secrets,
	development: process.env.NODE_ENV !== "production",
});

export const { getSession, requireSession, action, route, createProxy } = nextSessions(sessions, {
	staticPaths: ["/about"],
});
