import { StoreUnavailableError } from "@sojourn/core";
import { type Around, aroundCalls, type RedisPort } from "../port.ts";

/**
 * A node-redis client that nobody has connected says so in several ways, one for each kind: a TypeError, or a cluster
 * without servers, where a scan would find nothing and be content. So it is asked first.
 */
export function requireOpen(client: { readonly isOpen?: boolean }, port: RedisPort): RedisPort {
	const ifOpen: Around = (call) => {
		if (client.isOpen !== false) return call();
		const message = "The Redis client isn't connected, or was closed. Await its connect() before the store is used.";
		return Promise.reject(new StoreUnavailableError(message));
	};
	return { ...aroundCalls(port, ifOpen), servers: () => ifOpen(() => port.servers()) };
}
