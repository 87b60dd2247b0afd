/** iron-session, set up as its documentation says: all that a session holds is sealed in its cookie. */

import type { IronSession, SessionOptions } from "iron-session";
import { type Data, type Operations, secret, someData } from "./session-keeper.ts";

/** iron-session's own session object, here with our data in it. */
export type SealedSession = IronSession<Data & { userId: string }>;

export const sealedOptions: SessionOptions = { password: secret, cookieName: "session" };

/**
 * The routes' work with iron-session: what changes a session saves it.
 *
 * @param of gives the session of a request
 */
export function sealedOperations<Request>(of: (req: Request) => SealedSession): Operations<Request> {
	const save = async (session: SealedSession, changes: Partial<SealedSession>): Promise<void> => {
		await Object.assign(session, changes).save();
	};
	return {
		read(req) {
			const { userId, cart } = of(req);
			return { userId, items: cart?.items ?? [] };
		},
		async count(req) {
			const visits = (of(req).visits ?? 0) + 1;
			await save(of(req), { visits });
			return visits;
		},
		login: (req, userId) => save(of(req), { userId }),
		fill: (req) => save(of(req), someData),
	};
}
