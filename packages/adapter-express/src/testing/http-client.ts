/** Requests over real sockets, sent as they are: `fetch` adds headers of its own. */

import { request } from "node:http";
import type { HttpClient } from "@sojourn/core/testing";

export const httpClient: HttpClient = ({ method, url, headers, onPiece }) =>
	new Promise((resolve, reject) => {
		const outgoing = request(url, { method, headers, agent: false }, (response) => {
			const chunks: Buffer[] = [];
			response.on("data", (chunk: Buffer) => {
				chunks.push(chunk);
				onPiece?.(chunk.toString());
			});
			response.on("error", reject);
			response.on("end", () => {
				const { rawHeaders } = response;
				const pairs = Array.from({ length: rawHeaders.length / 2 }, (_, index) => {
					return [String(rawHeaders[index * 2]).toLowerCase(), String(rawHeaders[index * 2 + 1])] as const;
				});
				resolve({ status: response.statusCode ?? 0, headers: pairs, body: Buffer.concat(chunks).toString() });
			});
		});
		outgoing.on("error", reject);
		outgoing.end();
	});
