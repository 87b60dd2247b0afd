/** Sessions of WebSocket handshakes, through the same load as any request. */

import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import {
	createProtection,
	type LoadOptions,
	type ProtectionOptions,
	type RequestOperations,
	type Session,
	SessionError,
	type SessionRequest,
} from "@sojourn/core";

/** Takes over a socket whose session is loaded: `webSocketServer.handleUpgrade(request, socket, head, …)`. */
export type UpgradeHandler<Data extends object> = (
	session: Session<Data>,
	request: IncomingMessage,
	socket: Duplex,
	head: Buffer,
) => void | Promise<void>;

/** The policy of handshakes: as for other requests, without what concerns responses. */
export type UpgradeOptions = Omit<LoadOptions, "crossSite"> & Omit<ProtectionOptions, "headers">;

/**
 * A listener for the server's `upgrade` event. Refuses handshakes from other sites (403) and, by the policy, those that
 * come while the store fails (503); an error that the handler throws before it takes over is answered by its status. The
 * handshake counts as activity.
 *
 * @param translate the framework's view of the request
 */
export function createUpgradeListener<Data extends object>(
	sessions: RequestOperations<Data>,
	translate: (message: IncomingMessage) => SessionRequest,
	handler: UpgradeHandler<Data>,
	options: UpgradeOptions,
): (message: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void> {
	const loading = { ...options, crossSite: createProtection(options).crossSite };
	return async (message, socket, head) => {
		socket.on("error", () => socket.destroy());
		try {
			const session = await sessions.load(translate(message), loading);
			await sessions.commit(session, { status: 101 });
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
