/** On Deno. */

import { handle } from "./app.ts";

declare const Deno: {
	serve(
		options: { port: number; hostname: string; onListen(address: { port: number }): void },
		handler: (request: Request, info: { remoteAddr: { hostname: string } }) => Promise<Response>,
	): void;
};

Deno.serve(
	{ port: 0, hostname: "127.0.0.1", onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`) },
	(request, info) => handle(request, info.remoteAddr.hostname),
);
