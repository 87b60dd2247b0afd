/** A server in a process of its own, with clients at it. */

import { Child } from "../child.ts";
import type { ServerName } from "./applications.ts";
import { Load } from "./load.ts";
import { browserHeaders, type Scenario } from "./scenarios.ts";

/** How many clients there are, each with a session of its own where the scenario has sessions. */
const clients = 16;

export class ServerProcess {
	readonly #child: Child<"cpu", number>;
	readonly #load: Load;

	private constructor(child: Child<"cpu", number>, load: Load) {
		this.#child = child;
		this.#load = load;
	}

	/**
	 * Starts a server, logs its clients in if the scenario wants that, and sends requests until it is warm.
	 *
	 * @param url of the service that its session keeper needs; empty when it needs none
	 */
	static async start(name: ServerName, url: string, scenario: Scenario, warmUp: number): Promise<ServerProcess> {
		const child = new Child<"cpu", number>(new URL("server.ts", import.meta.url), [name, url]);
		try {
			const port = await child.ready;
			const origin = `http://127.0.0.1:${port}`;
			const requests: string[] = [];
			for (let client = 0; client < clients; client++) {
				requests.push(requestText(scenario, origin, scenario.signedIn ? await signIn(origin) : ""));
			}
			const load = await Load.connect(port, requests);
			await load.send(warmUp);
			return new ServerProcess(child, load);
		} catch (error) {
			await child.close();
			throw error;
		}
	}

	/** The CPU time that it takes for one request, in µs: the whole process's, measured over so many. */
	async cpuPerRequest(requests: number): Promise<number> {
		const before = await this.#child.ask("cpu");
		await this.#load.send(requests);
		return ((await this.#child.ask("cpu")) - before) / requests;
	}

	async stop(): Promise<void> {
		this.#load.close();
		await this.#child.close();
	}
}

/** Opens a session with a user and some data. Gives the `Cookie` header that presents it. */
async function signIn(origin: string): Promise<string> {
	const cookie = cookieOf(await post(`${origin}/login`, ""));
	const filled = cookieOf(await post(`${origin}/fill`, cookie));
	return filled === "" ? cookie : filled; // another one where the cookie holds the data
}

async function post(url: string, cookie: string): Promise<Response> {
	const response = await fetch(url, { method: "POST", headers: cookie === "" ? {} : { cookie } });
	if (!response.ok) throw new Error(`${url} gave ${response.status}: ${await response.text()}`);
	await response.arrayBuffer();
	return response;
}

function cookieOf(response: Response): string {
	return response.headers
		.getSetCookie()
		.map((line) => line.split(";", 1)[0])
		.join("; ");
}

function requestText({ method, path }: Scenario, origin: string, cookie: string): string {
	const headers = {
		Host: new URL(origin).host,
		...(method === "POST" && { Origin: origin, "Content-Length": "0" }),
		...browserHeaders,
		...(cookie !== "" && { Cookie: cookie }),
	};
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
	return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}
