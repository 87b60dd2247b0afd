/** Koa with nobody, Sojourn and koa-session as keepers of its sessions, each set up as its documentation says. */

import { session } from "@sojourn/adapter-koa";
import { memoryStore } from "@sojourn/core";
import type Koa from "koa";
import type { Context } from "koa";
import createSession from "koa-session";
import { createPlain, type Data, nobody, plain, secret, sojourn, someData } from "../session-keeper.ts";
import { createApplication, type KoaKeeper } from "./application.ts";

/** koa-session's own session object, here with our data in it. */
type PeerSession = Data & { userId?: string; regenerate(): Promise<void> };

const peerSession = (ctx: Context): PeerSession => ctx.session as unknown as PeerSession;

/** An external store of koa-session, in memory: it keeps JSON, as express-session's does. */
function externalStore() {
	const kept = new Map<string, string>();
	return {
		async get(key: string) {
			const text = kept.get(key);
			return text === undefined ? undefined : JSON.parse(text);
		},
		async set(key: string, data: object) {
			kept.set(key, JSON.stringify(data));
		},
		async destroy(key: string) {
			kept.delete(key);
		},
	};
}

function koaSession(app: Koa): KoaKeeper {
	app.keys = [secret];
	return {
		middleware: [createSession({ store: externalStore() }, app)],
		read(ctx) {
			const { userId, cart } = peerSession(ctx);
			return { userId, items: cart.items };
		},
		count: (ctx) => ++peerSession(ctx).visits,
		async login(ctx, userId) {
			await peerSession(ctx).regenerate();
			peerSession(ctx).userId = userId;
		},
		fill: (ctx) => void Object.assign(peerSession(ctx), someData),
	};
}

/** Everything that a server process can be started with, by name. */
export const koaApplications = {
	bare: () => createApplication(nobody),
	sojournPlain: () => createApplication(() => sojourn(session(createPlain(memoryStore()), plain))),
	koaSession: () => createApplication(koaSession),
};
