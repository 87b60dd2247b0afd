/** A client light enough to keep a server busy from the other core: fixed requests over connections that stay. */

import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A number of clients, each with a connection and a request that it sends again and again. */
export class Load {
	readonly #clients: readonly Client[];

	private constructor(clients: readonly Client[]) {
		this.#clients = clients;
	}

	/**
	 * Opens a connection for each request.
	 *
	 * @param requests as they go over the wire
	 */
	static async connect(port: number, requests: readonly string[]): Promise<Load> {
		const clients = requests.map(async (request) => {
			const socket = connect({ port, host: "127.0.0.1", noDelay: true });
			await once(socket, "connect");
			return new Client(socket, request);
		});
		return new Load(await Promise.all(clients));
	}

	/**
	 * Sends so many requests in all: on each connection the next one once the last is answered. Meanwhile the process
	 * doesn't sleep: a server that answers one that does has its waking on the bill, the more the slower it answers.
	 */
	async send(count: number): Promise<void> {
		let left = count;
		const another = () => left-- > 0;
		let waiting = true;
		const stayAwake = () => void (waiting && setImmediate(stayAwake));
		stayAwake();
		try {
			await Promise.all(this.#clients.map((client) => client.send(another)));
		} finally {
			waiting = false;
		}
	}

	close(): void {
		for (const client of this.#clients) client.close();
	}
}

class Client {
	readonly #socket: Socket;
	readonly #request: Buffer;
	#received = "";

	constructor(socket: Socket, request: string) {
		this.#socket = socket.setEncoding("latin1");
		this.#request = Buffer.from(request, "latin1");
	}

	/** Sends its request for as long as there is another one to send. */
	async send(another: () => boolean): Promise<void> {
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		const next = (): void => {
			if (another()) this.#socket.write(this.#request);
			else resolve();
		};
		const receive = (text: string): void => {
			this.#received += text;
			if (!isComplete(this.#received)) return;
			if (!this.#received.startsWith("HTTP/1.1 200 ")) reject(new Error(`Not a 200:\n${this.#received}`));
			this.#received = "";
			next();
		};
		const lost = (): void => reject(new Error("The server closed a connection."));
		this.#socket.on("data", receive).once("close", lost).once("error", reject);
		try {
			next();
			await promise;
		} finally {
			this.#socket.off("data", receive).off("close", lost).off("error", reject);
		}
	}

	close(): void {
		this.#socket.destroy();
	}
}

/** Whether the text is a whole response: of the length that it says, or, in chunks, up to the empty one. */
function isComplete(text: string): boolean {
	const head = text.indexOf("\r\n\r\n");
	if (head < 0) return false;
	const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
	if (length !== undefined) return text.length >= head + 4 + Number(length);
	if (/\r\ntransfer-encoding: chunked/i.test(text)) return text.endsWith("\r\n0\r\n\r\n");
	throw new Error(`A response that doesn't say where it ends:\n${text}`);
}
