/**
 * Of express-session, what is used here. Its published types declare `req.session` with another type than
 * @sojourn/adapter-express does, and one program can't hold both. Those of connect-pg-simple bring them along.
 */
declare module "express-session" {
	import type { RequestHandler } from "express";

	interface Options {
		readonly secret: string;
		readonly store: Store;
		readonly resave: boolean;
		readonly saveUninitialized: boolean;
	}

	export interface SessionData {
		readonly cookie: object;
	}
	export class Store {}

	function expressSession(options: Options): RequestHandler;
	namespace expressSession {
		class MemoryStore extends Store {}
	}
	export default expressSession;
}

declare module "connect-pg-simple" {
	import type { Store } from "express-session";
	import type { Pool } from "pg";

	interface Options {
		readonly pool: Pool;
		readonly createTableIfMissing: boolean;
	}

	export default function connectPgSimple(session: object): new (options: Options) => Store;
}
