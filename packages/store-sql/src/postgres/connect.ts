import type { PostgresClient, PostgresPool } from "./client.ts";

/**
 * A connection of the pool, listened to from its first moment on. An error that nobody hears ends the process, and before
 * a promise's turn comes the server may have ended the connection: its last words can be in the packet of its first.
 */
export function connect(pool: PostgresPool, onError: () => void): Promise<PostgresClient> {
	return new Promise((resolve, reject) => {
		pool.connect((error, client) => {
			if (client === undefined) return reject(error);
			client.on("error", onError);
			resolve(client);
		});
	});
}
