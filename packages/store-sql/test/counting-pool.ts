/** A pool that notes down what it is asked. */

import type { PostgresPool, PostgresQuery } from "../src/index.ts";

/** @param sent gets the first word of each query that leaves */
export function countingPool(pool: PostgresPool, sent: string[]): PostgresPool {
	const count = (query: PostgresQuery) => {
		sent.push(query.text.split(" ")[0] ?? "");
		return query;
	};
	return {
		query: (query) => pool.query(count(query)),
		connect: (callback) =>
			pool.connect((error, client) => {
				if (client === undefined) return callback(error, client);
				callback(undefined, {
					query: (query) => client.query(count(query)),
					on: (event, listener) => client.on(event, listener),
					off: (event, listener) => client.off(event, listener),
					release: (destroy) => client.release(destroy),
				});
			}),
	};
}
