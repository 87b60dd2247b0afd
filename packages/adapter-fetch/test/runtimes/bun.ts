/** On Bun. */

import { handle } from "./app.ts";

declare const Bun: {
	serve(options: {
		port: number;
		hostname: string;
		fetch(request: Request, server: { requestIP(request: Request): { address: string } | null }): Promise<Response>;
	}): { readonly port: number };
};

const { port } = Bun.serve({
	port: 0,
	hostname: "127.0.0.1",
	fetch: (request, server) => handle(request, server.requestIP(request)?.address ?? null),
});
console.log(`http://127.0.0.1:${port}`);
