/** `@upstash/redis`: Redis over REST, as Upstash and Vercel KV offer it. */

import { type RedisPort, scanReply, text } from "../port.ts";

/** What is used of `Redis` of `@upstash/redis`. */
export interface UpstashClient {
	get(key: string): Promise<unknown>;
	eval(script: string, keys: string[], args: string[]): Promise<unknown>;
	evalsha(sha: string, keys: string[], args: string[]): Promise<unknown>;
	scan(cursor: string, options: { match: string; count: number }): Promise<[string, string[]]>;
}

/**
 * The client parses whatever looks like JSON in a reply, unless it is told not to. Nothing of ours does but, by chance, an
 * id such as `1234`, which `String` gives back as it was.
 */
export function upstashPort(client: UpstashClient): RedisPort {
	return {
		mayBeBehind: true, // a global database reads in the region next to the caller
		get: async (key) => text(await client.get(key)),
		evaluate: ({ command, script, keys, args }) => client[command](script, [...keys], [...args]),
		servers: async () => [
			{ name: "", scan: async (cursor, match, count) => scanReply(await client.scan(cursor, { match, count })) },
		],
	};
}
