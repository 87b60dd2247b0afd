/** Sessions of WebSocket handshakes, through the same load as any request. */

import type { IncomingMessage } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { createProtection, type RequestOperations, type Session, SessionError } from "@sojourn/core";
import type { Express, Request } from "express";
import { ExpressRequest } from "./request.ts";
import type { SessionMiddlewareOptions } from "./session.ts";

/** Takes over a socket whose session is loaded: `webSocketServer.handleUpgrade(request, socket, head, …)`. */
export type UpgradeHandler<Data extends object> = (
	session: Session<Data>,
	request: IncomingMessage,
	socket: Duplex,
	head: Buffer,
) => void | Promise<void>;

/** The policy of handshakes: as for the middleware, without what concerns responses. */
export type UpgradeOptions = Omit<SessionMiddlewareOptions, "headers">;

/**
 * A listener for the server's `upgrade` event. Refuses handshakes from other sites (403) and, by the policy, those that
 * come while the store fails (503); an error that the handler throws before it takes over is answered by its status. The
 * handshake counts as activity.
 *
 * @param app the application, for its `trust proxy` setting
 */
export function onUpgrade<Data extends object>(
	app: Express,
	sessions: RequestOperations<Data>,
	handler: UpgradeHandler<Data>,
	options: UpgradeOptions = {},
): (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void> {
	const loading = { ...options, crossSite: createProtection(options).crossSite };
	return async (message, socket, head) => {
		socket.on("error", () => socket.destroy());
		try {
			const request = Object.setPrototypeOf(message, app.request) as Request;
			const session = await sessions.load(new ExpressRequest(request), loading);
			await sessions.commit(session);
			await handler(session, message, socket, head);
		} catch (error) {
			refuse(socket, error);
		}
	};
}

function refuse(socket: Duplex, error: unknown): void {
	const status = error instanceof SessionError ? error.status : 500;
	const body = error instanceof SessionError ? JSON.stringify(error) : "";
	socket.end(
		`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
			`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
	);
}
