/** ioredis, version 5 and later: one server, or the master that Sentinel names. */

import { ConfigurationError } from "@sojourn/core";
import { type ListeningConnection, type RedisPort, type RedisServer, type ScriptCall, scanReply } from "../port.ts";

/**
 * What is used of ioredis' `Redis`. Written down here, and of every other client in its own file, so that no client is a
 * dependency: any version that has these methods will do.
 */
export interface IoredisClient extends IoredisCommands {
	duplicate(override?: object): object;
}

/** What `Redis` and `Cluster` have in common. */
export interface IoredisCommands {
	get(key: string): Promise<string | null>;
	call(command: string, ...args: string[]): Promise<unknown>;
	pipeline(commands?: unknown[][]): { exec(): Promise<[error: Error | null, reply: unknown][] | null> };
	readonly options: { readonly keyPrefix?: string | undefined };
}

/** A connection that we made. */
interface Subscriber {
	connect(): Promise<void>;
	subscribe(channel: string): Promise<unknown>;
	ping(): Promise<unknown>;
	disconnect(): void;
	on(event: "message", listener: (channel: string, message: string) => void): unknown;
	on(event: "end" | "error", listener: () => void): unknown;
}

/** @throws ConfigurationError when the client puts a prefix of its own before keys */
export function ioredisPort(client: IoredisClient): RedisPort {
	return {
		...ioredisCommands(client),
		mayBeBehind: false,
		get: (key) => client.get(key),
		servers: async () => [ioredisServer("", client)],
		listen: (channel, heard, lost) => listen(client, channel, heard, lost),
	};
}

/** What works in the same way on one server and on a cluster. */
export function ioredisCommands(client: IoredisCommands): Pick<Required<RedisPort>, "evaluate" | "evaluateAndWait"> {
	if (client.options.keyPrefix)
		throw new ConfigurationError([
			"The ioredis client has a keyPrefix, which it doesn't put before keys that scripts make. Use the store's prefix option instead.",
		]);
	return {
		evaluate: (call) => client.call(call.command, ...parameters(call)),
		// What is left of a pipeline when its connection drops is rejected, never sent on the next connection.
		async evaluateAndWait(call, replicas, timeout) {
			const commands = [
				[call.command, ...parameters(call)],
				["wait", replicas, timeout],
			];
			const [evaluated, waited] = (await client.pipeline(commands).exec()) ?? [];
			const error = evaluated?.[0] ?? waited?.[0];
			if (error) throw error;
			return [evaluated?.[1], Number(waited?.[1])];
		},
	};
}

export function ioredisServer(name: string, client: IoredisCommands): RedisServer {
	return {
		name,
		scan: async (cursor, pattern, count) =>
			scanReply(await client.call("scan", cursor, "match", pattern, "count", `${count}`)),
	};
}

/** Opens a connection of its own to the server that the client is connected to. */
export async function listen(
	client: IoredisClient,
	channel: string,
	heard: (message: string) => void,
	lost: () => void,
): Promise<ListeningConnection> {
	const options = { retryStrategy: null, lazyConnect: true, maxRetriesPerRequest: 0 };
	const subscriber = client.duplicate(options) as Subscriber;
	subscriber.on("error", () => {}); // told by "end"
	subscriber.on("message", (_channel, message) => heard(message));
	try {
		await subscriber.connect();
		await subscriber.subscribe(channel);
	} catch (error) {
		subscriber.disconnect();
		throw error;
	}
	subscriber.on("end", lost);
	return { ping: () => subscriber.ping(), close: () => subscriber.disconnect() };
}

function parameters({ script, keys, args }: ScriptCall): string[] {
	return [script, `${keys.length}`, ...keys, ...args];
}
