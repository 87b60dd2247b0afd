/** A way to a service on which messages and connections get lost. */

import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A proxy of a service's port. It changes nothing until it is told to. */
export interface ServiceProxy {
	/** The service's URL, by way of the proxy. */
	readonly url: string;
	/** From now on nothing comes through the connections that there are. They stay open, as behind a firewall. */
	silence(): void;
	/** From now on what the service says isn't passed on where the text is in it. */
	swallow(text: string): void;
	/** How often something was swallowed. */
	readonly swallowed: number;
	/** From now on new connections are closed at once. Those that there are stay. */
	refuse(): void;
	/** New connections are let through again. */
	admit(): void;
	close(): void;
}

/** Opens a proxy of the port that a URL names. */
export async function startProxy(target: string): Promise<ServiceProxy> {
	const { hostname, port } = new URL(target);
	const sockets: Socket[] = [];
	let refusing = false;
	let swallowing: string | null = null;
	let swallowed = 0;
	const server = createServer((client) => {
		client.on("error", () => {});
		if (refusing) return client.destroy();
		const upstream = connect(Number(port), hostname);
		upstream.on("error", () => {});
		client.pipe(upstream);
		upstream.on("data", (data) => {
			if (swallowing !== null && data.includes(swallowing)) swallowed++;
			else client.write(data);
		});
		upstream.on("close", () => client.destroy());
		client.on("close", () => upstream.destroy());
		sockets.push(client, upstream);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const url = new URL(target);
	url.port = `${(server.address() as AddressInfo).port}`;
	return {
		url: url.href,
		silence: () => sockets.forEach((socket) => void socket.unpipe().pause()),
		swallow(text) {
			swallowing = text;
		},
		get swallowed() {
			return swallowed;
		},
		refuse() {
			refusing = true;
		},
		admit() {
			refusing = false;
		},
		close() {
			server.close();
			for (const socket of sockets) socket.destroy();
		},
	};
}
