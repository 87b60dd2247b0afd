/** Sessions of WebSocket handshakes. */

import { type IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { RequestOperations } from "@sojourn/core";
import { createUpgradeListener, type UpgradeHandler, type UpgradeOptions } from "@sojourn/core/node";
import type Koa from "koa";
import { KoaRequest } from "./request.ts";

/**
 * A listener for the server's `upgrade` event. Refuses handshakes from other sites (403) and, by the policy, those that
 * come while the store fails (503); an error that the handler throws before it takes over is answered by its status. The
 * handshake counts as activity.
 *
 * @param app the application, for its `proxy` settings
 */
export function onUpgrade<Data extends object>(
	app: Pick<Koa, "createContext">,
	sessions: RequestOperations<Data>,
	handler: UpgradeHandler<Data>,
	options: UpgradeOptions = {},
): (message: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void> {
	const translate = (message: IncomingMessage) =>
		new KoaRequest(app.createContext(message, new ServerResponse(message)));
	return createUpgradeListener(sessions, translate, handler, options);
}
