/** @sojourn/sockets: WebSockets and event streams that end with their session. */

export type { ClosableSocket, ClosableStream } from "./close-with.ts";
export { type OpenSession, type SocketCloser, type SocketCloserOptions, socketCloser } from "./socket-closer.ts";
