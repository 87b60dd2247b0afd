/** node-redis (`redis` on npm), version 5 and later: one client, or a pool of them. */

import {
	type ListeningConnection,
	type RedisPort,
	type RedisServer,
	type ScriptCall,
	scanReply,
	text,
} from "../port.ts";

/** What is used of a client made by `createClient()`. */
export interface NodeRedisClient {
	sendCommand(args: string[]): Promise<unknown>;
	multi(): object;
	readonly isOpen?: boolean;
	duplicate(overrides?: object): object;
	readonly options?: { readonly socket?: object } | undefined;
}

/** What is used of a pool made by `createClientPool()`. */
export interface NodeRedisPool {
	sendCommand(args: string[]): Promise<unknown>;
	multi(): object;
	readonly isOpen?: boolean;
	execute(task: (client: NodeRedisClient) => object): Promise<unknown>;
}

/** A pipeline: its commands go to one connection, and what is left of it when that one drops is rejected. */
export interface NodeRedisPipeline {
	addCommand(...args: readonly unknown[]): NodeRedisPipeline;
	execAsPipeline(): Promise<readonly unknown[]>;
}

/** A connection that we made. */
interface Subscriber {
	connect(): Promise<unknown>;
	subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
	ping(): Promise<unknown>;
	destroy(): void;
	on(event: string, listener: () => void): unknown;
}

export function nodeRedisPort(client: NodeRedisClient | NodeRedisPool): RedisPort {
	const duplicated = () => ("execute" in client ? client.execute(withoutReconnecting) : withoutReconnecting(client));
	return {
		mayBeBehind: false,
		get: async (key) => text(await client.sendCommand(["GET", key])),
		evaluate: (call) => client.sendCommand(commandLine(call)),
		async evaluateAndWait(call, replicas, timeout) {
			const pipeline = client.multi() as NodeRedisPipeline;
			pipeline.addCommand(commandLine(call)).addCommand(waitLine(replicas, timeout));
			const [reply, confirmed] = await pipeline.execAsPipeline();
			return [reply, Number(confirmed)];
		},
		servers: async () => [nodeRedisServer("", (args) => client.sendCommand(args))],
		listen: async (channel, heard, lost) => listen((await duplicated()) as object, channel, heard, lost),
	};
}

export function nodeRedisServer(name: string, send: (args: string[]) => Promise<unknown>): RedisServer {
	return {
		name,
		scan: async (cursor, pattern, count) =>
			scanReply(await send(["SCAN", cursor, "MATCH", pattern, "COUNT", `${count}`])),
	};
}

/** Another client for the same server, not yet connected. */
export function withoutReconnecting(client: NodeRedisClient): object {
	return client.duplicate({ socket: { ...client.options?.socket, reconnectStrategy: false } });
}

/** Connects a client that we made, and listens. */
export async function listen(
	duplicate: object,
	channel: string,
	heard: (message: string) => void,
	lost: () => void,
): Promise<ListeningConnection> {
	const subscriber = duplicate as Subscriber;
	let open = false;
	const close = (): void => {
		open = false;
		try {
			subscriber.destroy();
		} catch {} // it is closed already
	};
	subscriber.on("error", () => {
		if (!open) return;
		close();
		lost();
	});
	try {
		await subscriber.connect();
		await subscriber.subscribe(channel, (message) => heard(message));
	} catch (error) {
		close();
		throw error;
	}
	open = true;
	return { ping: () => subscriber.ping(), close };
}

/** `EVALSHA …` as it is sent. */
export function commandLine({ command, script, keys, args }: ScriptCall): string[] {
	return [command.toUpperCase(), script, `${keys.length}`, ...keys, ...args];
}

/** `WAIT …` as it is sent. */
export function waitLine(replicas: number, timeout: number): string[] {
	return ["WAIT", `${replicas}`, `${timeout}`];
}
