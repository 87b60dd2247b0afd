/**
 * Of express-session, what is used here. Its published types declare `req.session` with another type than
 * @sojourn/adapter-express does, and one program can't hold both.
 */
declare module "express-session" {
	import type { RequestHandler } from "express";

	interface Options {
		readonly secret: string;
		readonly store: object;
		readonly resave: boolean;
		readonly saveUninitialized: boolean;
	}

	function expressSession(options: Options): RequestHandler;
	namespace expressSession {
		class MemoryStore {}
	}
	export default expressSession;
}
