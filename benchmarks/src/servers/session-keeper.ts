/** Something that keeps sessions, as the routes of every application use it: nobody, Sojourn, or a peer. */

import { randomBytes } from "node:crypto";
import { createSessions, type Plugin, type Session, type SessionStore } from "@sojourn/core";

/** What a session holds besides its user. */
export interface Data {
	cart: { items: number[]; currency: string };
	theme: string;
	visits: number;
}

export const someData: Data = { cart: { items: [4711, 815], currency: "EUR" }, theme: "dark", visits: 0 };

export const secret = randomBytes(32).toString("base64");

/** What the routes do. `Request` is what they are handed: by the framework, or by what opens its sessions. */
export interface Operations<Request> {
	/** Who is logged in, and something of their data. */
	read(req: Request): { userId: string | null | undefined; items: number[] };
	/** Adds one to `visits`. */
	count(req: Request): number | Promise<number>;
	/** Opens a new session for the user. */
	login(req: Request, userId: string): Promise<void>;
	/** Puts {@link someData} into the session. */
	fill(req: Request): void | Promise<void>;
}

/** For frameworks with middleware. */
export interface SessionKeeper<Request, Middleware> extends Operations<Request> {
	readonly middleware: readonly Middleware[];
}

/** The base of every figure: answers the same, and keeps nothing. */
export function nobody(): SessionKeeper<unknown, never> {
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

/** Sojourn's sessions, as its documentation sets them up. */
export const createOurs = (store: SessionStore) => createSessions<Data, SessionStore>({ store, secrets: secret });

/** Only sessions, as the peers do it; otherwise `Cache-Control` comes with them. */
export const createPlain = (store: SessionStore, plugins: readonly Plugin[] = []) =>
	createSessions<Data, SessionStore>({ store, secrets: secret, plugins, cacheControl: false });

/** Only what belongs to sessions, as the peers do it; otherwise security headers and the cross-site check come too. */
export const plain = { headers: false, crossSite: false } as const;

/**
 * The routes' work with Sojourn.
 *
 * @param of gives the session of a request
 */
export function ourOperations<Request>(of: (req: Request) => Session<Data>): Operations<Request> {
	return {
		read(req) {
			const { userId, data } = of(req);
			return { userId, items: data.cart.items };
		},
		count: (req) => ++of(req).data.visits,
		async login(req, userId) {
			await of(req).login(userId);
		},
		fill(req) {
			of(req).data = someData;
		},
	};
}

/** Sojourn behind an adapter's middleware. */
export function sojourn<Request, Middleware>(
	withSession: Middleware & { of(req: Request): Session<Data> },
): SessionKeeper<Request, Middleware> {
	return { middleware: [withSession], ...ourOperations(withSession.of) };
}

/** Logins are of so many users, one after the other. */
const users = 10_000;
let logins = 0;

/** The user who logs in next. */
export const nextUser = () => `user-${logins++ % users}`;
