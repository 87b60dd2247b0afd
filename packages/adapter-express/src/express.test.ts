/** What is Express's own: its ways of responding, its errors, its proxies, its server's upgrades. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, get, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type CompleteStore, createSessions, memoryStore, type Sessions } from "@sojourn/core";
import express, { type Express } from "express";
import express4 from "express4";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { onUpgrade, requireSession, session, sessionErrors } from "./index.ts";
import { httpClient } from "./testing/http-client.ts";

const secrets = "a-secret-of-the-express-tests-long-enough-0123456789";
const closing: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0).reverse()) await close();
});

async function listen(server: Server): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	closing.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A store whose writes can be made to fail. */
function fragile(): { store: CompleteStore; broken: { now: boolean } } {
	const broken = { now: false };
	const store = memoryStore();
	const create: CompleteStore["create"] = (record, limit) =>
		broken.now ? Promise.reject(new Error("disk full")) : store.create(record, limit);
	return { store: Object.assign(Object.create(store), { create }), broken };
}

const send = (url: string, headers: Record<string, string> = {}, method = "GET") =>
	httpClient({ method, url, headers });
const cookieOf = (response: { headers: readonly (readonly [string, string])[] }): string =>
	response.headers.find(([name]) => name === "set-cookie")?.[1].split(";", 1)[0] ?? "";

describe.each([
	["Express 5", express],
	["Express 4", express4],
])("%s", (_name, framework) => {
	let app: Express;
	let sessions: Sessions;
	let broken: { now: boolean };
	let url: string;

	beforeEach(async () => {
		const made = fragile();
		broken = made.broken;
		sessions = createSessions({ store: made.store, secrets });
		app = framework();
		app.use(session(sessions));
		url = await listen(createServer(app));
	});

	describe("every way to respond carries the cookie, and its session is stored by then", () => {
		const big = "b".repeat(3_000_000);

		test.each<[string, (res: express.Response) => unknown, number, (body: string) => unknown]>([
			["res.json", (res) => res.json({ a: 1 }), 200, (body) => expect(body).toBe('{"a":1}')],
			["res.send", (res) => res.send("text"), 200, (body) => expect(body).toBe("text")],
			["res.sendStatus", (res) => res.sendStatus(202), 202, (body) => expect(body).toBe("Accepted")],
			["res.redirect", (res) => res.redirect("/there"), 302, (body) => expect(body).toContain("/there")],
			["res.end alone", (res) => res.end(), 200, (body) => expect(body).toBe("")],
			[
				"res.writeHead and end",
				(res) => res.writeHead(201, { "X-Own": "1", "Set-Cookie": "own=1" }).end("x"),
				201,
				(body) => expect(body).toBe("x"),
			],
			[
				"res.writeHead with pairs",
				(res) => res.writeHead(201, "Fine", ["Set-Cookie", "own=1", "Set-Cookie", "own=2"]).end("x"),
				201,
				(body) => expect(body).toBe("x"),
			],
			[
				"res.write in pieces",
				(res) => [res.write("a"), res.write("b", "utf8"), res.end("c")],
				200,
				(body) => expect(body).toBe("abc"),
			],
			[
				"res.flushHeaders",
				(res) => [res.flushHeaders(), setImmediate(() => res.end("late"))],
				200,
				(body) => expect(body).toBe("late"),
			],
			[
				"a piped stream of 3 MB",
				(res) => Readable.from(chunks(big)).pipe(res),
				200,
				(body) => expect(body === big).toBe(true),
			],
		])("%s", async (_what, respond, status, check) => {
			app.get("/", (req, res) => {
				req.session.data.seen = true;
				respond(res);
			});
			const response = await send(`${url}/`);
			expect(response.status).toBe(status);
			check(response.body);
			const [id = ""] =
				cookieOf({ headers: response.headers.filter(([, value]) => value.startsWith("__Host-")) })
					.split("=")[1]
					?.split(".") ?? [];
			expect(await sessions.read(id)).toMatchObject({ data: { seen: true } });
		});

		test("headers given to writeHead stay, cookies too", async () => {
			app.get("/", (req, res) => {
				req.session.data.seen = true;
				res.writeHead(200, { "X-Own": "1", "Set-Cookie": ["a=1", "b=2"] });
				res.end();
			});
			const { headers } = await send(`${url}/`);
			expect(headers).toContainEqual(["x-own", "1"]);
			expect(headers.filter(([name]) => name === "set-cookie")).toHaveLength(3);
		});

		test("res.sendFile, and 304 when the client has it", async () => {
			const folder = await mkdtemp(join(tmpdir(), "sojourn-express-"));
			closing.push(() => rm(folder, { recursive: true }));
			await writeFile(join(folder, "page.txt"), "a file");
			app.get("/", (req, res) => {
				req.session.data.seen = Date.now();
				res.sendFile("page.txt", { root: folder });
			});
			const first = await send(`${url}/`);
			expect(first.body).toBe("a file");
			expect(cookieOf(first)).not.toBe("");
			const etag = first.headers.find(([name]) => name === "etag")?.[1] ?? "";
			const second = await send(`${url}/`, { "if-none-match": etag });
			expect(second.status).toBe(304);
			expect(cookieOf(second)).not.toBe("");
			const head = await send(`${url}/`, {}, "HEAD");
			expect([head.status, head.body, cookieOf(head) === ""]).toEqual([200, "", false]);
		});
	});

	test("what the handler handed over counts as sent while the session is stored", async () => {
		const seen: unknown[] = [];
		app.get("/", (req, res) => {
			req.session.data.seen = true;
			seen.push(res.headersSent, res.writableEnded);
			res.write("a");
			seen.push(res.headersSent, res.writableEnded);
			res.end();
			seen.push(res.headersSent, res.writableEnded);
		});
		await send(`${url}/`);
		expect(seen).toEqual([false, false, true, false, true, true]);
	});

	test("a handler that waits for the response to drain goes on once the session is stored", async () => {
		app.get("/", (req, res) => {
			req.session.data.seen = true;
			if (!res.write("a")) res.once("drain", () => res.end("b"));
		});
		expect((await send(`${url}/`)).body).toBe("ab");
	});

	describe("a session that can't be stored gives the error, not the handler's response", () => {
		beforeEach(() => {
			broken.now = true;
		});

		test.each<[string, (res: express.Response) => unknown]>([
			["json", (res) => res.status(201).json({ saved: true })],
			["a redirect", (res) => res.redirect("/saved")],
			["a piped stream", (res) => Readable.from(chunks("x".repeat(500_000))).pipe(res.type("text"))],
			["a file", (res) => res.sendFile("package.json", { root: process.cwd() })],
		])("%s", async (_what, respond) => {
			app.get("/", (req, res) => {
				req.session.data.seen = true;
				respond(res);
			});
			app.use(sessionErrors());
			const response = await send(`${url}/`);
			expect(response.status).toBe(503);
			expect(JSON.parse(response.body)).toEqual({ error: { code: "store-unavailable", reason: "store-unavailable" } });
			expect(cookieOf(response)).toBe("");
			expect(response.headers.some(([name]) => name === "location")).toBe(false);
		});

		test("and a stream that was being piped is destroyed, the status is the error handler's", async () => {
			const stream = Readable.from(chunks("x".repeat(500_000)));
			app.get("/", (req, res) => {
				req.session.data.seen = true;
				stream.pipe(res.status(201));
			});
			app.use(((_error, _req, res, _next) => void res.send("sorry")) satisfies express.ErrorRequestHandler);
			const response = await send(`${url}/`);
			expect([response.status, response.body, stream.destroyed]).toEqual([200, "sorry", true]);
		});

		test("also by Express's own error handling", async () => {
			vi.spyOn(console, "error").mockImplementation(() => {});
			app.get("/", (req, res) => {
				req.session.data.seen = true;
				res.send("saved");
			});
			const response = await send(`${url}/`);
			vi.restoreAllMocks();
			expect(response.status).toBe(503);
			expect(response.body).not.toContain("saved");
		});
	});

	test("a client that hangs up while the handler works: what it changed is stored, and the server goes on", async () => {
		let finished: () => void = () => {};
		const done = new Promise<void>((resolve) => (finished = resolve));
		const { session: info, token } = await sessions.create();
		app.get("/slow", (req, res) => {
			req.session.data.slow = true;
			res.on("close", () => {
				res.send("too late");
				setImmediate(finished);
			});
			outgoing.destroy();
		});
		app.get("/", (_req, res) => void res.send("alive"));
		const outgoing = get(`${url}/slow`, { headers: { cookie: `__Host-Http-sid=${token}` } });
		outgoing.on("error", () => {});
		await done;
		expect((await send(`${url}/`)).body).toBe("alive");
		expect((await sessions.read(info.id))?.data).toEqual({ slow: true });
	});

	test("middleware that wraps the response, mounted before and after, keeps working", async () => {
		const order: string[] = [];
		const wrap =
			(name: string): express.RequestHandler =>
			(_req, res, next) => {
				const { end } = res;
				res.end = ((...parameters: Parameters<typeof end>) => {
					order.push(name);
					return end.apply(res, parameters);
				}) as typeof end;
				next();
			};
		const wrapped = framework();
		wrapped.use(wrap("before"), session(sessions), wrap("after"));
		wrapped.get("/", (req, res) => {
			req.session.data.seen = true;
			res.send("x");
		});
		const response = await send(`${await listen(createServer(wrapped))}/`);
		expect([response.body, order]).toEqual(["x", ["after", "before"]]);
		expect(cookieOf(response)).not.toBe("");
	});

	test("a typed session needs the middleware, and says so", async () => {
		const bare = framework();
		const withSession = session(sessions);
		bare.get("/of", (req, res) => void res.send(withSession.of(req).id));
		bare.get("/guard", requireSession());
		bare.use(((error, _req, res, _next) => res.status(500).send(error.message)) satisfies express.ErrorRequestHandler);
		const bareUrl = await listen(createServer(bare));
		expect((await send(`${bareUrl}/of`)).body).toContain("app.use(session)");
		expect((await send(`${bareUrl}/guard`)).body).toContain("app.use(session)");
	});

	describe("behind a proxy", () => {
		const forwarded = {
			"x-forwarded-for": "203.0.113.9",
			"x-forwarded-proto": "https",
			"x-forwarded-host": "shop.example",
		};

		test("that isn't trusted: one warning that names the cause, and nothing of its headers is believed", async () => {
			const warnings: string[] = [];
			vi.spyOn(process, "emitWarning").mockImplementation((message) => void warnings.push(String(message)));
			app.post("/", async (req, res) => void res.json(await req.session.login("ada")));
			for (let round = 0; round < 3; round++) {
				const response = await send(`${url}/`, forwarded, "POST");
				expect(response.headers.some(([name]) => name === "strict-transport-security")).toBe(false);
				expect(await sessions.read(JSON.parse(response.body).id)).toMatchObject({ device: { ip: "127.0.0.1" } });
			}
			vi.restoreAllMocks();
			expect(warnings).toHaveLength(1);
			expect(warnings[0]).toContain('app.set("trust proxy"');
			expect((await send(`${url}/`, { ...forwarded, origin: "https://shop.example" }, "POST")).status).toBe(403);
		});

		test("that is trusted: its word on address, scheme and host holds", async () => {
			app.set("trust proxy", "loopback");
			app.post("/", async (req, res) => void res.json(await req.session.login("ada")));
			const response = await send(`${url}/`, { ...forwarded, origin: "https://shop.example" }, "POST");
			expect(response.status).toBe(200);
			expect(response.headers.some(([name]) => name === "strict-transport-security")).toBe(true);
			expect(await sessions.read(JSON.parse(response.body).id)).toMatchObject({ device: { ip: "203.0.113.9" } });
		});
	});

	describe("WebSocket upgrades (M6)", () => {
		let wsUrl: string;

		beforeEach(async () => {
			const server = createServer(app);
			const sockets = new WebSocketServer({ noServer: true });
			closing.push(() => sockets.close());
			server.on(
				"upgrade",
				onUpgrade(app, sessions, (session, req, socket, head) => {
					session.require();
					sockets.handleUpgrade(req, socket, head, (ws) => ws.send(session.userId ?? "nobody"));
				}),
			);
			wsUrl = (await listen(server)).replace("http", "ws");
		});

		const handshake = (headers: Record<string, string>): Promise<string> =>
			new Promise((resolve) => {
				const socket = new WebSocket(wsUrl, { headers });
				socket.on("message", (data) => {
					resolve(String(data));
					socket.terminate();
				});
				socket.on("unexpected-response", (_request, response) => resolve(String(response.statusCode)));
				socket.on("error", () => {});
			});

		test("a logged-in user's handshake has the session, others get 401, other sites 403", async () => {
			const { token } = await sessions.create({ userId: "ada" });
			const cookie = `__Host-Http-sid=${token}`;
			expect(await handshake({ cookie })).toBe("ada");
			expect(await handshake({ cookie, origin: wsUrl.replace("ws", "http") })).toBe("ada");
			expect(await handshake({})).toBe("401");
			expect(await handshake({ cookie, origin: "https://evil.example" })).toBe("403");
		});

		test("a socket that breaks during the handshake harms nobody", async () => {
			const { port } = new URL(wsUrl);
			const raw = connect(Number(port), "127.0.0.1");
			raw.on("error", () => {});
			await new Promise<void>((resolve) => {
				raw.write("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", () => {
					raw.resetAndDestroy();
					raw.on("close", () => resolve());
				});
			});
			const { token } = await sessions.create({ userId: "ada" });
			expect(await handshake({ cookie: `__Host-Http-sid=${token}` })).toBe("ada");
		});
	});

	test("pipelined requests of one connection are answered in order, each with its own session", async () => {
		app.get("/:name", (req, res) => {
			req.session.data.name = req.params.name;
			res.send(req.params.name);
		});
		const { port } = new URL(url);
		const text = await new Promise<string>((resolve) => {
			const raw = connect(Number(port), "127.0.0.1");
			let received = "";
			raw.on("data", (data) => (received += data)).on("close", () => resolve(received));
			raw.write("GET /one HTTP/1.1\r\nHost: x\r\n\r\nGET /two HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
		});
		expect(text.match(/Set-Cookie/g)).toHaveLength(2);
		expect(text.indexOf("one")).toBeLessThan(text.indexOf("two"));
	});
});

function* chunks(text: string): Generator<string> {
	for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536);
}
