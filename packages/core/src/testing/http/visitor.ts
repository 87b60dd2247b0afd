/** A client with a cookie jar, as far as the contract needs one. */

import { assert, equal } from "../assert.ts";

/** A request as it goes over the wire. */
export interface HttpRequest {
	readonly method: string;
	/** Absolute. */
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	/** Told each piece of the body when it comes. */
	readonly onPiece?: (piece: string) => void;
}

/** A response as it came over the wire: headers not merged, names in lower case. */
export interface HttpResponse {
	readonly status: number;
	readonly headers: readonly (readonly [name: string, value: string])[];
	readonly body: string;
}

/** Sends a request as it is: no header added, no redirect followed. (`fetch` won't do: it adds `Sec-Fetch-Mode`.) */
export type HttpClient = (request: HttpRequest) => Promise<HttpResponse>;

/** A parsed `Set-Cookie` header. */
export interface ReceivedCookie {
	readonly name: string;
	readonly value: string;
	/** Attribute names in lower case. */
	readonly attributes: Readonly<Record<string, string>>;
}

/** A response with what the cases ask of it. */
export class Answer {
	readonly status: number;
	readonly body: string;
	readonly #headers: HttpResponse["headers"];

	constructor(response: HttpResponse) {
		this.status = response.status;
		this.body = response.body;
		this.#headers = response.headers;
	}

	/** All values of a header. */
	all(name: string): string[] {
		return this.#headers.filter(([one]) => one === name).map(([, value]) => value);
	}

	header(name: string): string | undefined {
		const values = this.all(name);
		return values.length === 0 ? undefined : values.join(", ");
	}

	// biome-ignore lint/suspicious/noExplicitAny: the contract's own application answered
	json(): any {
		return JSON.parse(this.body);
	}

	cookies(): ReceivedCookie[] {
		return this.all("set-cookie").map((line) => {
			const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
			const split = (part: string): [string, string] => {
				const at = part.indexOf("=");
				return at === -1 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
			};
			const [name, value] = split(pair);
			const named = attributes.map(split).map(([attribute, text]) => [attribute.toLowerCase(), text]);
			return { name, value, attributes: Object.fromEntries(named) };
		});
	}

	/** Asserts the status; gives the answer back. */
	expect(status: number, what: string): this {
		equal(this.status, status, `${what} (${this.body.slice(0, 200)})`);
		return this;
	}
}

/** Someone with a browser: keeps cookies, sends them, and the headers that a browser of that kind sends. */
export class Visitor {
	readonly jar = new Map<string, string>();
	readonly #client: HttpClient;
	readonly #url: string;
	readonly #headers: Readonly<Record<string, string>>;

	constructor(client: HttpClient, url: string, headers: Readonly<Record<string, string>> = {}) {
		this.#client = client;
		this.#url = url;
		this.#headers = headers;
	}

	/** The jar as a Cookie header; `undefined` when it is empty. */
	get cookie(): string | undefined {
		return this.jar.size === 0 ? undefined : [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
	}

	/** The only cookie in the jar. */
	get token(): string {
		equal(this.jar.size, 1, "cookies in the jar");
		const [value = ""] = this.jar.values();
		assert(value.length > 80, "the cookie holds a token");
		return value;
	}

	get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
		return this.#send("GET", path, headers);
	}

	/** Gets a page, and tells its first piece as soon as it comes. */
	stream(path: string): { readonly first: Promise<string>; readonly answer: Promise<Answer> } {
		const { promise: first, resolve } = Promise.withResolvers<string>();
		return { first, answer: this.#send("GET", path, {}, resolve) };
	}

	post(path: string, headers: Record<string, string> = {}): Promise<Answer> {
		return this.#send("POST", path, headers);
	}

	/** Sends a request with any method. */
	send(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
		return this.#send(method, path, headers);
	}

	async #send(
		method: string,
		path: string,
		extra: Record<string, string>,
		onPiece: (piece: string) => void = () => {},
	): Promise<Answer> {
		const { cookie } = this;
		const headers = { ...(cookie !== undefined && { cookie }), ...this.#headers, ...extra };
		const answer = new Answer(await this.#client({ method, url: this.#url + path, headers, onPiece }));
		for (const { name, value, attributes } of answer.cookies()) {
			if (attributes["max-age"] === "0") this.jar.delete(name);
			else this.jar.set(name, value);
		}
		return answer;
	}
}
