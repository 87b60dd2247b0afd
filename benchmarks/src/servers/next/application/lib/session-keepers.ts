/** Next with nobody, Sojourn and iron-session as keepers of its sessions, each set up as its documentation says. */

import { nextSessions } from "@sojourn/adapter-next";
import { memoryStore, type Session } from "@sojourn/core";
import { getIronSession } from "iron-session";
import { cookies } from "next/headers";
import { type SealedSession, sealedOperations, sealedOptions } from "../../../iron-session.ts";
import { createPlain, type Data, nobody, ourOperations, plain } from "../../../session-keeper.ts";
import { createRoutes } from "./create-routes.ts";

/** Everything that a server process can be started with, by name. */
export const keepers = {
	bare: () => createRoutes((handler) => () => handler(null), nobody()),

	sojournPlain() {
		const { route } = nextSessions(createPlain(memoryStore()), plain);
		return createRoutes(
			route,
			ourOperations((session: Session<Data>) => session),
		);
	},

	ironSession: () =>
		createRoutes(
			(handler) => async () => handler(await getIronSession(await cookies(), sealedOptions)),
			sealedOperations((session: SealedSession) => session),
		),
};
