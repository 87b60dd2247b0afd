/** Redis over REST, as much of Upstash's interface as its client uses, on a real Redis. */

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";

/** Serves it on a free loopback port. */
export async function startRestShim(redisUrl: string, token: string): Promise<{ url: string; close(): Promise<void> }> {
	const redis = new Redis(redisUrl);
	const run = async ([command = "", ...args]: string[]) => {
		try {
			return { result: encode(await redis.call(command, ...args)) };
		} catch (error) {
			return { error: (error as Error).message };
		}
	};

	const server = createServer(async (request, response) => {
		if (request.headers.authorization !== `Bearer ${token}`) {
			response.writeHead(401).end('{"error":"Unauthorized"}');
			return;
		}
		const body = JSON.parse(await bodyOf(request));
		const answer = request.url === "/pipeline" ? await Promise.all(body.map(run)) : await run(body);
		response.writeHead("error" in answer ? 400 : 200, { "Content-Type": "application/json" });
		response.end(JSON.stringify(answer));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			redis.disconnect();
		},
	};
}

/** Strings travel as base64, which the client asks for by default. */
function encode(reply: unknown): unknown {
	if (typeof reply === "string") return Buffer.from(reply).toString("base64");
	return Array.isArray(reply) ? reply.map(encode) : reply;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}
