/** How what is open is closed, and when it has closed by itself. */

import type { SessionEnd, Timers } from "@sojourn/core";

/** What is used of a `WebSocket` of ws. */
export interface ClosableSocket {
	close(code: number, reason: string): void;
	terminate(): void;
	on(event: "close", listener: () => void): unknown;
}

/** What is used of a response of node:http that is still being written, such as server-sent events. */
export interface ClosableStream {
	end(): unknown;
	on(event: "close", listener: () => void): unknown;
}

/** For applications, as RFC 6455 has it (7.4.2). It ends as HTTP's "unauthorized" does. */
const unauthorized = 4401;
/** How much of a reason fits into a close frame, in bytes (RFC 6455, 5.5). */
const reasonLength = 123;
/** How long a client may take to answer a close frame, in milliseconds. What it sends meanwhile is still heard. */
const patience = 1_000;

/** Closes a socket with the reason of its session's end, or ends a stream. */
export function closeWith(end: SessionEnd, open: ClosableSocket | ClosableStream, timers: Timers): void {
	if ("end" in open) {
		open.end();
		return;
	}
	open.close(unauthorized, shortened(end.reason));
	const timer = timers.setTimeout(() => open.terminate(), patience);
	open.on("close", () => timers.clearTimeout(timer));
}

function shortened(reason: string): string {
	const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(reasonLength));
	return reason.slice(0, read);
}
