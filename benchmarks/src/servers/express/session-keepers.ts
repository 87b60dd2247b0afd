/** Express with nobody, Sojourn and express-session as keepers of its sessions, each set up as its documentation says. */

import { session } from "@sojourn/adapter-express";
import { type AuditSink, audit } from "@sojourn/audit";
import { memoryStore, type Plugin, type SessionStore } from "@sojourn/core";
import type { Request } from "express";
import expressSession, { type Store } from "express-session";
import helmet from "helmet";
import { createOurs, createPlain, type Data, nobody, plain, secret, sojourn, someData } from "../session-keeper.ts";
import { createApplication, type ExpressKeeper } from "./application.ts";
import { auditSinks } from "./audit-sinks.ts";
import { ourStores, peerStores } from "./stores.ts";

/** express-session's own session object, here with our data in it. */
type PeerSession = Data & { userId?: string; regenerate(done: (error?: unknown) => void): void };

const peerSession = (req: Request): PeerSession => req.session as unknown as PeerSession;

/** A login regenerates the session, as express-session's documentation asks for, against session fixation. */
function expressSessionKeeper(store: Store): ExpressKeeper {
	return {
		middleware: [expressSession({ secret, store, resave: false, saveUninitialized: false })],
		read(req) {
			const { userId, cart } = peerSession(req);
			return { userId, items: cart.items };
		},
		count: (req) => ++peerSession(req).visits,
		login: (req, userId) =>
			new Promise((resolve, reject) => {
				peerSession(req).regenerate((error) => {
					if (error) return reject(error);
					peerSession(req).userId = userId;
					resolve();
				});
			}),
		fill: (req) => void Object.assign(peerSession(req), someData),
	};
}

const ours = (store: SessionStore, plugins: readonly Plugin[] = []) =>
	createApplication(sojourn(session(createPlain(store, plugins), plain)));
const audited = (sink: AuditSink) => ours(memoryStore(), [audit({ sinks: [sink] })]);
const peer = (store: Store) => createApplication(expressSessionKeeper(store));

/** Everything that a server process can be started with, by name. Those that need a service are told its URL. */
export const expressApplications = {
	bare: () => createApplication(nobody()),
	sojourn: () => createApplication(sojourn(session(createOurs(memoryStore())))),
	sojournPlain: () => ours(memoryStore()),
	sojournRedis: async (url: string) => ours(await ourStores.redis(url)),
	sojournCachedRedis: async (url: string) => ours(await ourStores.cachedRedis(url)),
	sojournPostgres: async (url: string) => ours(await ourStores.postgres(url)),
	sojournAudit: () => audited(auditSinks.nowhere),
	sojournAuditRedis: async (url: string) => audited(await auditSinks.redis(url)),
	sojournAuditPostgres: async (url: string) => audited(await auditSinks.postgres(url)),
	expressSession: () => peer(new expressSession.MemoryStore()),
	expressSessionAndHelmet() {
		const keeper = expressSessionKeeper(new expressSession.MemoryStore());
		return createApplication({ ...keeper, middleware: [helmet(), ...keeper.middleware] });
	},
	expressSessionRedis: async (url: string) => peer(await peerStores.redis(url)),
	expressSessionPostgres: async (url: string) => peer(await peerStores.postgres(url)),
};
