/** A session and its response on a bare server: however a handler answers, its session is stored by then. */

import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { createSessions, type Session, type Sessions } from "@sojourn/core";
import { beforeEach, describe, expect, test } from "vitest";
import { all, chunks, cookieOf, fragileStore, listen, secrets, send, sessionIdOf } from "../../test/serving.ts";
import { createBinding } from "./binding.ts";
import { NodeRequest } from "./node-request.ts";

class BareRequest extends NodeRequest {
	readonly secure = false;
	readonly ip = "127.0.0.1";
	readonly proxied = false;
}

type Handler = (session: Session, res: ServerResponse, message: IncomingMessage) => unknown;

let sessions: Sessions;
let broken: { now: boolean };
let failures: unknown[];
let now: number;

beforeEach(() => {
	const made = fragileStore();
	broken = made.broken;
	now = 1_800_000_000_000;
	sessions = createSessions({ store: made.store, secrets, rotateEvery: "1m", now: () => now });
	failures = [];
});

/** A server with one handler; a session that can't be stored is answered by 503. */
function serve(handler: Handler): Promise<string> {
	const bind = createBinding(sessions, {}, { name: "A bare server", trustProxy: "nothing does" });
	return listen(
		createServer(async (message, res) => {
			const failed = (error: unknown) => {
				failures.push(error);
				res.writeHead(503, { "Content-Type": "text/plain" }).end("sorry");
			};
			handler(await bind(new BareRequest(message), res, failed).session, res, message);
		}),
	);
}

describe("every way to respond carries the cookie, and its session is stored by then", () => {
	const big = "b".repeat(3_000_000);

	test.each<[string, (res: ServerResponse) => unknown, number, string]>([
		["end alone", (res) => res.end(), 200, ""],
		["end with a body", (res) => res.end("x"), 200, "x"],
		["writeHead and end", (res) => res.writeHead(201, { "X-Own": "1" }).end("x"), 201, "x"],
		["writeHead with a message", (res) => res.writeHead(201, "Fine").end("x"), 201, "x"],
		["write in pieces", (res) => [res.write("a"), res.write("b", "utf8"), res.end("c")], 200, "abc"],
		["flushHeaders", (res) => [res.flushHeaders(), setImmediate(() => res.end("late"))], 200, "late"],
		["a piped stream of 3 MB", (res) => Readable.from(chunks(big)).pipe(res), 200, big],
	])("%s", async (_what, respond, status, body) => {
		const url = await serve((session, res) => {
			session.data.seen = true;
			respond(res);
		});
		const response = await send(url);
		expect([response.status, response.body === body]).toEqual([status, true]);
		expect(await sessions.read(sessionIdOf(response))).toMatchObject({ data: { seen: true } });
	});
});

test.each<[string, Parameters<ServerResponse["writeHead"]>[1]]>([
	["an object", { "X-Own": "1", "Set-Cookie": ["a=1", "b=2"] }],
	["names and values", ["X-Own", "1", "Set-Cookie", "a=1", "Set-Cookie", "b=2"]],
])("headers given to writeHead as %s stay, cookies too", async (_what, headers) => {
	const url = await serve((session, res) => {
		session.data.seen = true;
		res.writeHead(200, headers).end();
	});
	const response = await send(url);
	expect(all(response, "x-own")).toEqual(["1"]);
	expect(all(response, "set-cookie")).toEqual(["a=1", "b=2", expect.stringContaining("__Host-Http-sid=")]);
});

test("what the handler handed over counts as sent while the session is stored", async () => {
	const seen: unknown[] = [];
	const url = await serve((session, res) => {
		session.data.seen = true;
		seen.push(res.headersSent, res.writableEnded);
		res.write("a");
		seen.push(res.headersSent, res.writableEnded);
		res.end();
		seen.push(res.headersSent, res.writableEnded);
	});
	await send(url);
	expect(seen).toEqual([false, false, true, false, true, true]);
});

test("a handler that waits for the response to drain goes on once the session is stored", async () => {
	const url = await serve((session, res) => {
		session.data.seen = true;
		if (!res.write("a")) res.once("drain", () => res.end("b"));
	});
	expect((await send(url)).body).toBe("ab");
});

describe("a session that can't be stored", () => {
	beforeEach(() => {
		broken.now = true;
	});

	test("gives the error, and nothing of the handler's response", async () => {
		const url = await serve((session, res) => {
			session.data.seen = true;
			res.setHeader("Location", "/saved");
			res.setHeader("X-Own", "1");
			res.writeHead(201, "Saved");
			res.write("saved");
			res.end("all");
		});
		const response = await send(url);
		expect([response.status, response.body, cookieOf(response)]).toEqual([503, "sorry", ""]);
		expect([all(response, "location"), all(response, "x-own")]).toEqual([[], ["1"]]);
		expect(failures).toMatchObject([{ code: "store-unavailable" }]);
	});

	test("destroys the stream that was being piped", async () => {
		const stream = Readable.from(chunks("x".repeat(500_000)));
		const url = await serve((session, res) => {
			session.data.seen = true;
			stream.pipe(res);
		});
		expect([(await send(url)).body, stream.destroyed]).toEqual(["sorry", true]);
	});
});

test("an error's answer carries what took effect before", async () => {
	const { session, token } = await sessions.create({ userId: "ada" });
	const url = await serve(async (session, res) => {
		await session.rotate();
		session.data.bad = new Map();
		res.end("saved");
	});
	const cookie = `__Host-Http-sid=${token}`;
	const response = await send(url, { cookie });
	expect([response.status, sessionIdOf(response)]).toEqual([503, session.id]);
	expect(cookieOf(response)).not.toBe(cookie);
});

test("an error's answer goes out although what is due can't be stored either", async () => {
	const { token } = await sessions.create({ userId: "ada" });
	now += 120_000;
	broken.now = true;
	const url = await serve((session, res) => {
		session.data.seen = true;
		res.end("saved");
	});
	const response = await send(url, { cookie: `__Host-Http-sid=${token}` });
	expect([response.status, response.body, cookieOf(response), failures.length]).toEqual([503, "sorry", "", 1]);
});

test("a response has one session: a second middleware is told so", async () => {
	const bind = createBinding(sessions, {}, { name: "A bare server", trustProxy: "nothing does" });
	const url = await listen(
		createServer((message, res) => {
			const twice = () => bind(new BareRequest(message), res, () => {});
			twice();
			expect(twice).toThrow("mount it once");
			res.end();
		}),
	);
	expect((await send(url)).status).toBe(200);
});

test("headers that a framework removes are there again, but for those that it sets anew", async () => {
	const bind = createBinding(sessions, {}, { name: "A bare server", trustProxy: "nothing does" });
	const url = await listen(
		createServer((message, res) => {
			const { restoreHeaders } = bind(new BareRequest(message), res, () => {});
			for (const name of res.getHeaderNames()) res.removeHeader(name);
			restoreHeaders();
			res.setHeader("X-Frame-Options", "SAMEORIGIN");
			res.end();
		}),
	);
	const response = await send(url);
	expect(all(response, "x-content-type-options")).toEqual(["nosniff"]);
	expect(all(response, "x-frame-options")).toEqual(["SAMEORIGIN"]);
	expect(all(response, "vary")[0]).toContain("Sec-Fetch-Site");
});

test("a client that hangs up while the handler works: what it changed is stored, and the server goes on", async () => {
	const { session: info, token } = await sessions.create();
	const finished = Promise.withResolvers<void>();
	const url = await serve((session, res, { url }) => {
		if (url !== "/slow") return res.end("alive");
		session.data.slow = true;
		res.on("close", () => {
			res.end("too late");
			setImmediate(finished.resolve);
		});
		outgoing.destroy();
	});
	const outgoing = get(`${url}/slow`, { headers: { cookie: `__Host-Http-sid=${token}` } });
	outgoing.on("error", () => {});
	await finished.promise;
	expect((await send(url)).body).toBe("alive");
	expect((await sessions.read(info.id))?.data).toEqual({ slow: true });
});

test("pipelined requests of one connection are answered in order, each with its own session", async () => {
	const url = await serve((session, res, message) => {
		session.data.name = message.url;
		res.end(message.url);
	});
	const text = await new Promise<string>((resolve) => {
		let received = "";
		const raw = connect(Number(new URL(url).port), "127.0.0.1", () => {
			raw.write("GET /one HTTP/1.1\r\nHost: x\r\n\r\nGET /two HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
		});
		raw.on("data", (data) => {
			received += data;
		});
		raw.on("end", () => resolve(received));
	});
	expect(text.match(/Set-Cookie/g)).toHaveLength(2);
	expect(text.indexOf("/one")).toBeLessThan(text.indexOf("/two"));
});
