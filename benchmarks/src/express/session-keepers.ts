/** Nobody, Sojourn and express-session as keepers of an application's sessions, each set up as its documentation says. */

import { randomBytes } from "node:crypto";
import { session } from "@sojourn/adapter-express";
import { createSessions, memoryStore, type SessionStore } from "@sojourn/core";
import type { Request } from "express";
import expressSession, { type Store } from "express-session";
import helmet from "helmet";
import { type Data, type SessionKeeper, someData } from "./application.ts";
import { ourStores, peerStores } from "./stores.ts";

const secret = randomBytes(32).toString("base64");

/** The base of every figure: answers the same, and keeps nothing. */
function nobody(): SessionKeeper {
	const seen = { userId: "user-0", items: someData.cart.items };
	let visits = 0;
	return {
		middleware: [],
		read: () => seen,
		count: () => ++visits,
		login: async () => {},
		fill: () => {},
	};
}

/** `plain`: only sessions, as express-session does; otherwise security headers and the cross-site check come with them. */
function sojourn(store: SessionStore, { plain }: { plain: boolean }): SessionKeeper {
	const sessions = createSessions<Data, SessionStore>({ store, secrets: secret });
	const withSession = session(sessions, plain ? { headers: false, crossSite: false } : {});
	return {
		middleware: [withSession],
		read(req) {
			const { userId, data } = withSession.of(req);
			return { userId, items: data.cart.items };
		},
		count: (req) => ++withSession.of(req).data.visits,
		async login(req, userId) {
			await withSession.of(req).login(userId);
		},
		fill(req) {
			withSession.of(req).data = someData;
		},
	};
}

/** express-session's own session object, here with our data in it. */
type PeerSession = Data & { userId?: string; regenerate(done: (error?: unknown) => void): void };

const peerSession = (req: Request): PeerSession => req.session as unknown as PeerSession;

/** A login regenerates the session, as express-session's documentation asks for, against session fixation. */
function expressSessionKeeper(store: Store): SessionKeeper {
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

const plain = true;

/** Everything that a server process can be started with, by name. Those that need a service are told its URL. */
export const sessionKeepers = {
	bare: nobody,
	sojourn: () => sojourn(memoryStore(), { plain: false }),
	sojournPlain: () => sojourn(memoryStore(), { plain }),
	sojournRedis: async (url) => sojourn(await ourStores.redis(url), { plain }),
	sojournCachedRedis: async (url) => sojourn(await ourStores.cachedRedis(url), { plain }),
	sojournPostgres: async (url) => sojourn(await ourStores.postgres(url), { plain }),
	expressSession: () => expressSessionKeeper(new expressSession.MemoryStore()),
	expressSessionAndHelmet() {
		const keeper = expressSessionKeeper(new expressSession.MemoryStore());
		return { ...keeper, middleware: [helmet(), ...keeper.middleware] };
	},
	expressSessionRedis: async (url) => expressSessionKeeper(await peerStores.redis(url)),
	expressSessionPostgres: async (url) => expressSessionKeeper(await peerStores.postgres(url)),
} satisfies { [name: string]: (url: string) => SessionKeeper | Promise<SessionKeeper> };

export type KeeperName = keyof typeof sessionKeepers;
