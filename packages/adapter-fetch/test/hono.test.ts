/** What is Hono's own: its ways of responding, its errors, its mounts, its types, its WebSockets. */

import type { AddressInfo } from "node:net";
import { serve, upgradeWebSocket, type WebSocketServerLike } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { createSessions, type SessionEvent } from "@sojourn/core";
import { type Context, Hono } from "hono";
import { compress } from "hono/compress";
import { setCookie } from "hono/cookie";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { streamSSE, streamText } from "hono/streaming";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { all, cookieOf, fragileStore, secrets, send, sessionIdOf } from "../../core/test/serving.ts";
import { requireRecentLogin, requireSession, type SessionEnv, session, sessionErrors } from "../src/hono/index.ts";
import { serve as serveHandler } from "./contract-servers.ts";

interface Data {
	seen?: boolean;
	name?: string;
}

const { store, broken } = fragileStore();
const events: SessionEvent[] = [];
const recorder = { name: "recorder", observe: (event: SessionEvent) => void events.push(event) };
const sessions = createSessions<Data>({ store, secrets, plugins: [recorder] });
const withSession = session(sessions, { getConnInfo });
let app: Hono<SessionEnv<Data>>;

beforeEach(() => {
	broken.now = false;
	events.length = 0;
	app = new Hono<SessionEnv<Data>>();
	app.use(withSession);
});

/** Serves an application until the test is over. */
async function start({ fetch }: { fetch: Parameters<typeof serveHandler>[0] }): Promise<string> {
	const server = await serveHandler(fetch, true);
	onTestFinished(() => server.close());
	return server.url;
}

const header = (response: Awaited<ReturnType<typeof send>>, name: string) => all(response, name).join();

describe("every way to respond carries the cookie, and its session is stored by then", () => {
	test.each<[string, (c: Context<SessionEnv<Data>>) => Response | Promise<Response>, number, string]>([
		["c.json", (c) => c.json({ a: 1 }), 200, '{"a":1}'],
		["c.text", (c) => c.text("text"), 200, "text"],
		["c.html", (c) => c.html("<p>"), 200, "<p>"],
		["c.body(null)", (c) => c.body(null, 204), 204, ""],
		["c.redirect", (c) => c.redirect("/there"), 302, ""],
		["c.notFound", (c) => c.notFound(), 404, "404 Not Found"],
		["a Response", () => new Response("own", { status: 201 }), 201, "own"],
		["Response.redirect", () => Response.redirect("http://a.example/", 303), 303, ""],
		["a fetched response", async () => fetch(await start(new Hono().get("/", (c) => c.text("far")))), 200, "far"],
		["streamText", (c) => streamText(c, async (out) => void (await out.write("piece"))), 200, "piece"],
		["streamSSE", (c) => streamSSE(c, (out) => out.writeSSE({ data: "x" })), 200, "data: x\n\n"],
	])("%s", async (_what, respond, status, body) => {
		app.get("/", (c) => {
			c.var.session.data.seen = true;
			return respond(c);
		});
		const response = await send(await start(app));
		expect([response.status, response.body]).toEqual([status, body]);
		expect(await sessions.read(sessionIdOf(response))).toMatchObject({ data: { seen: true } });
		expect(header(response, "content-security-policy")).toContain("nonce-");
	});
});

test("cookies of the handler, of helpers and of middleware stay, each in a line of its own", async () => {
	app = new Hono<SessionEnv<Data>>();
	app.use(async (c, next) => {
		setCookie(c, "outer", "1");
		await next();
		c.header("Set-Cookie", "last=1", { append: true });
	});
	app.use(withSession);
	app.get("/", (c) => {
		c.var.session.data.seen = true;
		setCookie(c, "helper", "1");
		return c.text("x", 200, { "X-Own": "1" });
	});
	app.get("/raw", (c) => {
		c.var.session.data.seen = true;
		return new Response("x", {
			headers: [
				["Set-Cookie", "a=1"],
				["Set-Cookie", "b=1"],
			],
		});
	});
	const url = await start(app);
	const names = async (path: string) => all(await send(url + path), "set-cookie").map((line) => line.split("=", 1)[0]);
	expect(await names("/")).toEqual(["outer", "helper", "__Host-Http-sid", "last"]);
	// Hono itself leaves out of a handler's own Response what was set before.
	expect(await names("/raw")).toEqual(["a", "b", "__Host-Http-sid", "last"]);
});

test("middleware around it and after it keeps its headers: cors and compress", async () => {
	app = new Hono<SessionEnv<Data>>();
	app.use(cors({ origin: "https://app.example" }), withSession, compress());
	app.get("/", (c) => {
		c.var.session.data.seen = true;
		return c.text("x".repeat(5000));
	});
	const response = await send(await start(app), { "accept-encoding": "gzip", origin: "https://app.example" });
	expect(header(response, "access-control-allow-origin")).toBe("https://app.example");
	expect(header(response, "content-encoding")).toBe("gzip");
	expect(cookieOf(response)).not.toBe("");
});

test("one Response object for many requests: nobody gets another's cookie", async () => {
	const shared = new Response(null, { status: 204 });
	app.get("/:name", (c) => {
		if (c.req.param("name") !== "nobody") c.var.session.data.name = c.req.param("name");
		return shared;
	});
	const url = await start(app);
	expect(all(await send(`${url}/ada`), "set-cookie")).toHaveLength(1);
	expect(all(await send(`${url}/bob`), "set-cookie")).toHaveLength(1);
	expect(all(await send(`${url}/nobody`), "set-cookie")).toEqual([]);
});

test("the nonce is that of the response's policy", async () => {
	app.get("/", (c) => c.text(c.var.nonce));
	const response = await send(await start(app));
	expect(header(response, "content-security-policy")).toContain(`'nonce-${response.body}'`);
});

test("sub-applications have the session: by route, and by mount as another handler's", async () => {
	const routed = new Hono<SessionEnv<Data>>().get("/me", (c) => c.json(c.var.session.id));
	app.use(async (c, next) => {
		c.var.session.data.seen = true;
		await next();
	});
	app.route("/routed", routed);
	app.mount("/mounted", (request) => new Response(new URL(request.url).pathname));
	const url = await start(app);
	expect((await send(`${url}/routed/me`)).body).toBe("null");
	const mounted = await send(`${url}/mounted/page`);
	expect([mounted.body, cookieOf(mounted) === ""]).toEqual(["/page", false]);
});

test("the type of the data comes along when calls are chained", async () => {
	const chained = new Hono()
		.use(withSession)
		.get("/", requireSession(), (c) => c.json((c.var.session.data.name satisfies string | undefined) ?? null));
	// @ts-expect-error: no such key in Data
	chained.get("/wrong", (c) => c.json(c.var.session.data.wrong));
	expect((await send(await start(chained))).status).toBe(401);
});

describe("errors", () => {
	test("an HTTPException keeps its response, and the changes are given up", async () => {
		app.get("/", async (c) => {
			await c.var.session.login("ada");
			c.var.session.data.seen = true;
			throw new HTTPException(418, { res: new Response("teapot", { status: 418, headers: { "X-Tea": "1" } }) });
		});
		app.onError(sessionErrors());
		const response = await send(await start(app));
		expect([response.status, response.body, header(response, "x-tea")]).toEqual([418, "teapot", "1"]);
		expect(await sessions.read(sessionIdOf(response))).toMatchObject({ userId: "ada", data: {} });
	});

	test("others are answered and logged as Hono does, without what the handler changed", async () => {
		const log = vi.spyOn(console, "error").mockImplementation(() => {});
		onTestFinished(() => log.mockRestore());
		app.get("/", (c) => {
			c.var.session.data.seen = true;
			throw new Error("a bug");
		});
		app.onError(sessionErrors());
		const response = await send(await start(app));
		expect([response.status, response.body, cookieOf(response)]).toEqual([500, "Internal Server Error", ""]);
		expect(log).toHaveBeenCalledWith(new Error("a bug"));
	});

	describe("a session that can't be stored gives the error, not the handler's response", () => {
		test.each<[string, (c: Context<SessionEnv<Data>>) => Response | Promise<Response>]>([
			["c.json", (c) => c.json({ saved: true }, 201, { "X-Saved": "1" })],
			["c.redirect", (c) => c.redirect("/saved")],
			["a Response", () => new Response("saved", { headers: { "Set-Cookie": "saved=1", ETag: '"saved"' } })],
			["a stream", (c) => streamText(c, async (out) => void (await out.write("saved")))],
		])("%s", async (_what, respond) => {
			broken.now = true;
			app.get("/", (c) => {
				c.var.session.data.seen = true;
				return respond(c);
			});
			app.onError(sessionErrors());
			const response = await send(await start(app));
			expect([response.status, JSON.parse(response.body).error.code]).toEqual([503, "store-unavailable"]);
			expect(JSON.stringify(response.headers)).not.toMatch(/saved|"location"/i);
			expect(header(response, "content-security-policy")).toContain("nonce-");
		});
	});

	test("an answer of one's own to an error has the security headers too, and the cookie of a login before", async () => {
		app.get("/", async (c) => {
			await c.var.session.login("ada");
			// biome-ignore lint/suspicious/noExplicitAny: what the types forbid
			c.var.session.data.seen = new Map() as any;
			return c.text("saved");
		});
		app.onError(() => new Response("sorry", { status: 500 }));
		const response = await send(await start(app));
		expect([response.status, response.body]).toEqual([500, "sorry"]);
		expect(header(response, "content-security-policy")).toContain("nonce-");
		expect(await sessions.read(sessionIdOf(response))).toMatchObject({ userId: "ada", data: {} });
	});

	test("the middleware mounted twice says so", async () => {
		app.get("/", withSession, (c) => c.text("let in"));
		app.onError((error, c) => c.text(error.message, 500));
		expect((await send(await start(app))).body).toContain("mount it once");
	});

	test("a route that answers nothing is Hono's to complain of", async () => {
		const failures: string[] = [];
		app.get("/", (async () => {}) as never);
		app.onError((error, c) => {
			failures.push(error.message);
			return c.text("sorry", 500);
		});
		expect((await send(await start(app))).body).toBe("sorry");
		expect(failures.join()).toContain("not finalized");
	});
});

describe("guards", () => {
	test("answer otherwise when told to", async () => {
		app.get("/", requireSession({ otherwise: (error, c) => c.redirect(`/login?reason=${error.reason}`) }));
		const response = await send(await start(app));
		expect([response.status, header(response, "location")]).toEqual([302, "/login?reason=session-required"]);
	});

	test("need the middleware before them, and say so", async () => {
		const bare = new Hono().get("/", requireRecentLogin({ within: "10m" }), (c) => c.text("let in"));
		bare.onError((error, c) => c.text(error.message, 500));
		expect((await send(await start(bare))).body).toContain("mount the session middleware");
	});
});

describe("the client's address", () => {
	const login = async (options: Parameters<typeof session>[1]) => {
		const typed = new Hono().use(session(sessions, options)).post("/", async (c) => {
			const { id } = await c.var.session.login("ada");
			return c.text(id);
		});
		typed.onError(sessionErrors());
		const forwarded = {
			"x-forwarded-for": "203.0.113.9",
			"x-forwarded-proto": "https",
			"x-forwarded-host": "a.example",
		};
		const response = await send(await start(typed), { ...forwarded, origin: "https://a.example" }, "POST");
		return { status: response.status, ip: (await sessions.read(response.body))?.device.ip };
	};

	test("is the peer's, or by trustProxy the proxy's word", async () => {
		const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
		onTestFinished(() => warn.mockRestore());
		expect((await login({ crossSite: false, getConnInfo })).ip).toBe("127.0.0.1");
		expect((await login({ crossSite: false })).ip).toBe(null);
		expect(await login({ getConnInfo })).toMatchObject({ status: 403 }); // another host than the page's
		expect(await login({ getConnInfo, trustProxy: 1 })).toEqual({ status: 200, ip: "203.0.113.9" });
	});
});

test("a client that goes away from a stream: what the handler changes then is told, and the server goes on", async () => {
	const told = Promise.withResolvers<unknown>();
	const warn = vi.spyOn(process, "emitWarning").mockImplementation(told.resolve);
	onTestFinished(() => warn.mockRestore());
	app.get("/", (c) =>
		streamText(c, async (out) => {
			const gone = new Promise<void>((resolve) =>
				out.onAbort(() => {
					c.var.session.data.seen = true;
					resolve();
				}),
			);
			await out.write("begun");
			await gone;
		}),
	);
	app.get("/alive", (c) => c.text("alive"));
	const url = await start(app);
	const leaving = new AbortController();
	const { token } = await sessions.create();
	const response = await fetch(url, { headers: { cookie: `__Host-Http-sid=${token}` }, signal: leaving.signal });
	await response.body?.getReader().read();
	leaving.abort();
	expect(await told.promise).toMatchObject({ code: "response-begun" });
	expect((await send(`${url}/alive`)).body).toBe("alive");
});

test("where the server doesn't tell that a response is over, its body does", async () => {
	const told = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
	onTestFinished(() => told.mockRestore());
	const alone = new Hono().use(session(sessions)).get("/", (c) =>
		streamText(c, async (out) => {
			await out.write("begun");
			c.var.session.data.seen = true;
		}),
	);
	const { token } = await sessions.create();
	const response = await alone.request("/", { headers: { cookie: `__Host-Http-sid=${token}` } });
	expect(await response.text()).toBe("begun");
	expect(told).toHaveBeenCalledWith(expect.objectContaining({ code: "response-begun" }), undefined);
	expect(events).toContainEqual(expect.objectContaining({ type: "session.write-dropped", cause: "response-begun" }));
});

describe("WebSocket handshakes (M6)", () => {
	let url: string;

	beforeEach(async () => {
		app.get(
			"/",
			requireSession(),
			upgradeWebSocket((c: Context<SessionEnv<Data>>) => ({
				onOpen: (_event, ws) => ws.send(c.var.session.userId ?? "nobody"),
			})),
		);
		app.onError(sessionErrors());
		const sockets = new WebSocketServer({ noServer: true }) as WebSocketServerLike;
		const options = { fetch: app.fetch, port: 0, hostname: "127.0.0.1", websocket: { server: sockets } };
		const { port } = await new Promise<AddressInfo>((resolve) => {
			const server = serve(options, resolve);
			onTestFinished(() => void server.close());
		});
		url = `ws://127.0.0.1:${port}`;
	});

	const handshake = (headers: Record<string, string>): Promise<string> =>
		new Promise((resolve) => {
			const socket = new WebSocket(url, { headers });
			socket.on("message", (data) => {
				resolve(String(data));
				socket.terminate();
			});
			socket.on("unexpected-response", (_request, response) => resolve(String(response.statusCode)));
			socket.on("error", () => {});
		});

	test("a logged-in user's has the session, others get 401, other sites 403", async () => {
		const { token } = await sessions.create({ userId: "ada" });
		const cookie = `__Host-Http-sid=${token}`;
		expect(await handshake({ cookie })).toBe("ada");
		expect(await handshake({ cookie, origin: url.replace("ws", "http") })).toBe("ada");
		expect(await handshake({})).toBe("401");
		expect(await handshake({ cookie, origin: "https://evil.example" })).toBe("403");
	});
});
