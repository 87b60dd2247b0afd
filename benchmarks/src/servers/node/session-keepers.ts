/** A server without a framework, with nobody and with Sojourn's core, which no adapter stands in front of. */

import { memoryStore, type Session } from "@sojourn/core";
import { NodeRequest, writeSession } from "@sojourn/core/node";
import { createPlain, type Data, nobody, ourOperations } from "../session-keeper.ts";
import { type Around, createApplication } from "./application.ts";

/** There is no proxy here. */
class PlainRequest extends NodeRequest {
	readonly secure = false;
	readonly proxied = false;

	get ip(): string | null {
		return this.message.socket.remoteAddress ?? null;
	}
}

/** All that core asks of a server. */
function aroundOurs(): Around<Session<Data>> {
	const sessions = createPlain(memoryStore());
	return async (req, res, route) => {
		const session = await sessions.load(new PlainRequest(req));
		const answer = await route(session);
		writeSession(res, await sessions.commit(session));
		return answer;
	};
}

/** Everything that a server process can be started with, by name. */
export const nodeApplications = {
	bare: () => createApplication(async (_req, _res, route) => route(null), nobody()),
	core: () =>
		createApplication(
			aroundOurs(),
			ourOperations((session) => session),
		),
};
