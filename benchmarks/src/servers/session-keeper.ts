/** Something that keeps sessions, as the routes of every application use it: nobody, Sojourn, or a peer. */

import { randomBytes } from "node:crypto";
import { createSessions, type Session, type SessionStore } from "@sojourn/core";

/** What a session holds besides its user. */
export interface Data {
	cart: { items: number[]; currency: string };
	theme: string;
	visits: number;
}

export const someData: Data = { cart: { items: [4711, 815], currency: "EUR" }, theme: "dark", visits: 0 };

export const secret = randomBytes(32).toString("base64");

/** `Request` is what the framework hands to its handlers. */
export interface SessionKeeper<Request, Middleware> {
	readonly middleware: readonly Middleware[];
	/** Who is logged in, and something of their data. */
	read(req: Request): { userId: string | null | undefined; items: number[] };
	/** Adds one to `visits`. */
	count(req: Request): number;
	/** Opens a new session for the user. */
	login(req: Request, userId: string): Promise<void>;
	/** Puts {@link someData} into the session. */
	fill(req: Request): void;
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

/** Only sessions, as the peers do it; otherwise security headers and the cross-site check come with them. */
export const plain = { headers: false, crossSite: false } as const;

/** Sojourn behind an adapter's middleware. */
export function sojourn<Request, Middleware>(
	withSession: Middleware & { of(req: Request): Session<Data> },
): SessionKeeper<Request, Middleware> {
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

/** Logins are of so many users, one after the other. */
const users = 10_000;
let logins = 0;

/** The user who logs in next. */
export const nextUser = () => `user-${logins++ % users}`;
