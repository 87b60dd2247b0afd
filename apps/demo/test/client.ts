/** A client with a cookie jar and a user agent of its own. */

export const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
export const iphone =
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

/** What an answer holds; tests say what they expect of it. */
// biome-ignore lint/suspicious/noExplicitAny: a test's expectation is the type
export type Json = any;

export interface Answer {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	/** The body as JSON. */
	readonly json: Json;
}

export class Client {
	/** The server may be another one later, as after a restart. */
	url: string;
	readonly #userAgent: string;
	readonly #cookies = new Map<string, string>();

	constructor(url: string, userAgent = firefox) {
		this.url = url;
		this.#userAgent = userAgent;
	}

	/** Somebody else, with a copy of the cookies. */
	thief(userAgent: string): Client {
		const thief = new Client(this.url, userAgent);
		for (const [name, value] of this.#cookies) thief.#cookies.set(name, value);
		return thief;
	}

	get(path: string, headers?: Record<string, string>): Promise<Answer> {
		return this.send("GET", path, undefined, headers);
	}

	/** Sends JSON, and wants JSON. */
	async send(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
		return this.#fetch(method, path, {
			...(body !== undefined && { body: JSON.stringify(body) }),
			headers: { accept: "application/json", ...(body && { "content-type": "application/json" }), ...headers },
		});
	}

	/** Opens a page, as browsers do. */
	page(path: string): Promise<Answer> {
		return this.#fetch("GET", path, { headers: { accept: browserAccept } });
	}

	/** Sends a form of a page, as browsers do. */
	submit(path: string, fields: Record<string, string> = {}): Promise<Answer> {
		const headers = { accept: browserAccept, origin: this.url, "sec-fetch-site": "same-origin" };
		return this.#fetch("POST", path, { body: new URLSearchParams(fields), headers });
	}

	async #fetch(method: string, path: string, { headers, ...init }: RequestInit & { headers: Record<string, string> }) {
		const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
		const response = await fetch(this.url + path, {
			...init,
			method,
			redirect: "manual",
			headers: { "user-agent": this.#userAgent, ...(cookie && { cookie }), ...headers },
		});
		for (const line of response.headers.getSetCookie()) this.#keep(line);
		const text = await response.text();
		return {
			status: response.status,
			headers: response.headers,
			text,
			get json() {
				return JSON.parse(text);
			},
		};
	}

	#keep(line: string): void {
		const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
		if (/; Max-Age=0/i.test(line)) this.#cookies.delete(name);
		else this.#cookies.set(name, value);
	}
}

const browserAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
