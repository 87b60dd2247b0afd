/** What the store needs of a Redis client. One file in `clients/` for each kind of client makes one of these of it. */

/** A client, whatever its kind. Whatever fails rejects with the client's own error. */
export interface RedisPort {
	/** The text under a key. */
	get(key: string): Promise<string | null>;

	/** Whether {@link get} may be behind: answered by a replica that hasn't yet heard of a write. */
	readonly mayBeBehind: boolean;

	/** Runs a script where its first key is kept, on the master. */
	evaluate(call: ScriptCall): Promise<unknown>;

	/**
	 * The same, then `WAIT` on the same connection: what WAIT counts are the writes of its own connection, so on another
	 * one it would confirm anything. Rejects when the connection was lost between the two.
	 *
	 * Left out when the client can't.
	 *
	 * @returns the script's reply, and how many replicas have confirmed it within the timeout in milliseconds
	 */
	evaluateAndWait?(
		call: ScriptCall,
		replicas: number,
		timeout: number,
	): Promise<readonly [reply: unknown, confirmed: number]>;

	/** Which server the client takes for that of a slot, in a cluster. */
	serverOf?(slot: number): string | undefined;

	/** The servers that sessions are spread over, each with a name that stays while it holds them. */
	servers(): Promise<readonly RedisServer[]>;

	/** Opens a connection of its own that listens to a channel. Left out when the client can't. */
	listen?(channel: string, heard: (message: string) => void, lost: () => void): Promise<ListeningConnection>;
}

/** One command: `EVALSHA sha …` or `EVAL source …`. */
export interface ScriptCall {
	readonly command: "evalsha" | "eval";
	/** The digest or the source. */
	readonly script: string;
	/** What stands in the braces of the keys, and decides on their slot. */
	readonly tag: string;
	readonly keys: readonly string[];
	readonly args: readonly string[];
}

/** A server to scan. */
export interface RedisServer {
	readonly name: string;
	/** One step of `SCAN`: the next cursor, `"0"` at the end, and keys that match the pattern. */
	scan(cursor: string, pattern: string, count: number): Promise<readonly [cursor: string, keys: readonly string[]]>;
}

/** A connection that listens. When it drops, it says so once and isn't made again. */
export interface ListeningConnection {
	/** Resolves when the server answers on this connection. */
	ping(): Promise<unknown>;
	close(): void;
}

/** The reply of a `SCAN`, whichever way a client gives it. */
export function scanReply(reply: unknown): readonly [string, readonly string[]] {
	const [cursor, keys] = reply as [unknown, readonly unknown[]];
	return [String(cursor), keys.map(String)];
}

/** A reply as text: clients can be set to give other types. */
export function text(reply: unknown): string | null {
	return reply === null ? null : String(reply);
}

/** Something that is done around each call to a server. */
export type Around = <T>(call: () => Promise<T>) => Promise<T>;

/** The same port with something around its calls, but for those of scans. */
export function aroundCalls(port: RedisPort, around: Around): RedisPort {
	const { evaluateAndWait } = port;
	return {
		...port,
		get: (key) => around(() => port.get(key)),
		evaluate: (call) => around(() => port.evaluate(call)),
		...(evaluateAndWait && {
			evaluateAndWait: (call, replicas, timeout) => around(() => evaluateAndWait(call, replicas, timeout)),
		}),
	};
}
