/** What is Koa's own: its bodies, its error handling, its order of middleware, its settings. */

import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import Router from "@koa/router";
import { createSessions, type Sessions } from "@sojourn/core";
import Koa, { type Context, type Middleware, type ParameterizedContext } from "koa";
import mount from "koa-mount";
import Koa2 from "koa2";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { nodeAdapterCases } from "../../core/test/node-adapter-cases.ts";
import { all, chunks, cookieOf, fragileStore, listen, secrets, send, sessionIdOf } from "../../core/test/serving.ts";
import { onUpgrade, requireSession, session, sessionErrors } from "../src/index.ts";

describe.each([
	["Koa 3", Koa],
	["Koa 2", Koa2],
])("%s", (_name, framework) => {
	let sessions: Sessions;
	let broken: { now: boolean };
	/** What Koa was told of. */
	let told: unknown[];

	beforeEach(() => {
		const made = fragileStore();
		broken = made.broken;
		sessions = createSessions({ store: made.store, secrets });
		told = [];
	});

	/** Serves the middleware as they are. */
	function serve(...middleware: Middleware[]): Promise<string> {
		const app = new framework();
		for (const one of middleware) app.use(one);
		app.on("error", (error) => told.push(error));
		return listen(createServer(app.callback()));
	}

	/** A handler that gives that body. */
	const body =
		(give: unknown): ((ctx: ParameterizedContext) => void) =>
		(ctx) => {
			ctx.body = typeof give === "function" ? give(ctx) : give;
		};
	const logIn: Middleware = async (ctx) => {
		ctx.body = await ctx.session.login("ada");
	};
	const respondingBy =
		(respond: (ctx: ParameterizedContext) => unknown): Middleware =>
		(ctx) => {
			ctx.session.data.seen = true;
			return respond(ctx);
		};

	describe("every way to respond carries the cookie, and its session is stored by then", () => {
		const big = "b".repeat(3_000_000);
		test.each<[string, (ctx: ParameterizedContext) => unknown, number, string]>([
			["text", body("text"), 200, "text"],
			["JSON", body({ a: 1 }), 200, '{"a":1}'],
			["a buffer", body(Buffer.from("buffer")), 200, "buffer"],
			["ctx.body = null", body(null), 204, ""],
			["an empty body", body(""), 200, ""],
			["no body at all", () => {}, 404, "Not Found"],
			["a redirect", (ctx) => ctx.redirect("/there"), 302, "Redirecting to /there."],
			["a stream of 3 MB", body(() => Readable.from(chunks(big))), 200, big],
			["304", (ctx) => Object.assign(ctx, { status: 304, body: "not sent" }), 304, ""],
			["ctx.flushHeaders", (ctx) => [ctx.flushHeaders(), body("late")(ctx)], 404, "late"],
			[
				"ctx.res, with ctx.respond = false",
				(ctx) => {
					ctx.respond = false;
					ctx.res.writeHead(201, { "Content-Type": "text/plain" });
					ctx.res.write("raw ");
					setImmediate(() => ctx.res.end("bytes"));
				},
				201,
				"raw bytes",
			],
		])("%s", async (_what, respond, status, body) => {
			const response = await send(await serve(session(sessions), respondingBy(respond)));
			expect([response.status, response.body === body]).toEqual([status, true]);
			expect(await sessions.read(sessionIdOf(response))).toMatchObject({ data: { seen: true } });
		});

		test("a file, and HEAD of it", async () => {
			const folder = await mkdtemp(join(tmpdir(), "sojourn-koa-"));
			onTestFinished(() => rm(folder, { recursive: true }));
			await writeFile(join(folder, "page.txt"), "a file");
			const readPage = () => createReadStream(join(folder, "page.txt"));
			const url = await serve(session(sessions), respondingBy(body(readPage)));
			const first = await send(url);
			expect([first.body, cookieOf(first) === ""]).toEqual(["a file", false]);
			const head = await send(url, {}, "HEAD");
			expect([head.status, head.body, cookieOf(head) === ""]).toEqual([200, "", false]);
		});
	});

	describe("a session that can't be stored gives the error, not the handler's response", () => {
		beforeEach(() => {
			broken.now = true;
		});

		const responses: [string, (ctx: ParameterizedContext) => unknown][] = [
			["JSON", (ctx) => Object.assign(ctx, { status: 201, body: { saved: true } })],
			["a redirect", (ctx) => ctx.redirect("/saved")],
			["an attachment", (ctx) => [ctx.attachment("saved.txt"), body("saved")(ctx)]],
			["a stream", body(() => Readable.from(chunks("x".repeat(500_000))))],
			[
				"what was written to ctx.res",
				(ctx) => [Object.assign(ctx, { respond: false }), ctx.res.writeHead(201), ctx.res.end("saved")],
			],
		];

		test.each(responses)("%s, by Koa's own error handling", async (_what, respond) => {
			const response = await send(await serve(session(sessions), respondingBy(respond)));
			expect([response.status, response.body, cookieOf(response)]).toEqual([503, "Service Unavailable", ""]);
			expect([...all(response, "location"), ...all(response, "content-disposition")]).toEqual([]);
			expect(all(response, "x-content-type-options")).toEqual(["nosniff"]);
			expect(told).toMatchObject([{ code: "store-unavailable" }]);
		});

		test.each(responses.slice(0, -1))("%s, by sessionErrors()", async (_what, respond) => {
			const response = await send(await serve(sessionErrors(), session(sessions), respondingBy(respond)));
			expect([response.status, JSON.parse(response.body).error.code]).toEqual([503, "store-unavailable"]);
			expect([...all(response, "location"), ...all(response, "content-disposition")]).toEqual([]);
			expect(told).toMatchObject([{ code: "store-unavailable" }]);
		});

		test("also by the application's own error page", async () => {
			const url = await serve(
				async (ctx, next) => {
					await next().catch((error: Error & { status: number }) => {
						ctx.status = error.status;
						ctx.body = "our page";
					});
				},
				session(sessions),
				respondingBy((ctx) => ctx.redirect("/saved")),
			);
			const response = await send(url);
			expect([response.status, response.body, all(response, "location")]).toEqual([503, "our page", []]);
			expect(told).toEqual([]);
		});
	});

	describe("errors", () => {
		test("go through Koa's own handling: status, message and headers of the error, its event, and our headers", async () => {
			const url = await serve(session(sessions), (ctx) => {
				ctx.session.data.failed = true;
				ctx.set("X-Own", "removed by Koa");
				ctx.throw(418, "short and stout", { headers: { "X-Error": "1", "Referrer-Policy": "origin" } });
			});
			const response = await send(url);
			expect([response.status, response.body, cookieOf(response)]).toEqual([418, "short and stout", ""]);
			expect([all(response, "x-error"), all(response, "x-own")]).toEqual([["1"], []]);
			expect([all(response, "referrer-policy"), all(response, "x-frame-options")]).toEqual([["origin"], ["DENY"]]);
			expect(all(response, "vary")[0]).toContain("Sec-Fetch-Site");
			expect(told).toMatchObject([{ message: "short and stout" }]);
		});

		test("that come from middleware before the session's have our headers and a login's cookie", async () => {
			const url = await serve(
				async (_ctx, next) => {
					await next();
					throw new Error("late");
				},
				session(sessions),
				async (ctx) => {
					await ctx.session.login("ada");
				},
			);
			const response = await send(url);
			expect([response.status, all(response, "x-frame-options")]).toEqual([500, ["DENY"]]);
			expect(await sessions.read(sessionIdOf(response))).toMatchObject({ userId: "ada" });
		});

		test("of a stream before its first byte leave the session stored, and hang nothing", async () => {
			const { session: info, token } = await sessions.create();
			const url = await serve(session(sessions), (ctx) => {
				ctx.session.data.seen = true;
				ctx.body = new Readable({
					read() {
						this.destroy(new Error("no such file"));
					},
				});
			});
			const cookie = { cookie: `__Host-Http-sid=${token}` };
			const outcome = await send(url, cookie).then(
				({ status }) => status,
				(error) => error.code,
			);
			// Koa 3 pipes with a pipeline, which destroys the response.
			expect(outcome).toBe(framework === Koa ? "ECONNRESET" : 500);
			expect((await sessions.read(info.id))?.data).toEqual({ seen: true });
			expect(told[0]).toMatchObject({ message: "no such file" });
		});
	});

	describe("the order of middleware", () => {
		test("a route without the session middleware says what is missing", async () => {
			const withSession = session(sessions);
			const of = await serve(body(withSession.of));
			const guard = await serve(requireSession(), withSession);
			for (const url of [of, guard]) expect((await send(url)).status).toBe(500);
			for (const error of told) expect(error).toMatchObject({ message: expect.stringContaining("app.use(session)") });
			expect(told).toHaveLength(2);
		});

		test("the session middleware twice is one too many", async () => {
			const url = await serve(session(sessions), session(sessions), body("x"));
			expect((await send(url)).status).toBe(500);
			expect(told).toMatchObject([{ message: expect.stringContaining("mount it once") }]);
		});

		test("a middleware that doesn't wait for next() is told", async () => {
			const arrived = Promise.withResolvers<unknown>();
			const app = new framework();
			app.on("error", arrived.resolve);
			app.use((_ctx, next) => void next());
			app.use(session(sessions));
			app.use(body("too late"));
			const { token } = await sessions.create({ userId: "ada" });
			const response = await send(await listen(createServer(app.callback())), { cookie: `__Host-Http-sid=${token}` });
			expect(response.status).toBe(404);
			expect(await arrived.promise).toMatchObject({ message: expect.stringContaining("without awaiting") });
		});

		test("what middleware before it changes after next() is stored too", async () => {
			const url = await serve(
				async (ctx, next) => {
					await next();
					ctx.session.data.after = true;
				},
				session(sessions),
				respondingBy(body("x")),
			);
			const response = await send(url);
			expect((await sessions.read(sessionIdOf(response)))?.data).toEqual({ seen: true, after: true });
		});
	});

	test("mounted applications and routers have the session", async () => {
		const inner = new framework();
		inner.use(requireSession());
		inner.use(body((ctx: Context) => `${ctx.session.userId} at ${ctx.path}`));
		const router = new Router({ prefix: "/api" });
		router.get("/users/:name", requireSession(), (ctx) => {
			ctx.body = `${ctx.session.userId} asks for ${ctx.params.name}`;
		});
		const api: Koa = new framework();
		api.use(router.routes());
		const url = await serve(session(sessions), mount("/inner", inner), mount(api));
		const { token } = await sessions.create({ userId: "ada" });
		const headers = { cookie: `__Host-Http-sid=${token}` };
		expect((await send(`${url}/inner/page`, headers)).body).toBe("ada at /page");
		expect((await send(`${url}/api/users/bob`, headers)).body).toBe("ada asks for bob");
		for (const path of ["/inner/page", "/api/users/bob"]) expect((await send(url + path)).status).toBe(401);
	});

	test("a guard may answer otherwise", async () => {
		const otherwise = requireSession({ otherwise: ({ code }, ctx) => ctx.redirect(`/login?reason=${code}`) });
		const response = await send(await serve(session(sessions), otherwise));
		expect(all(response, "location")).toEqual(["/login?reason=session-required"]);
	});

	test("the address is that of app.proxyIpHeader and app.maxIpsCount", async () => {
		const app = new framework({ proxy: true, proxyIpHeader: "X-Real-IPs", maxIpsCount: 1 });
		app.use(session(sessions)).use(logIn);
		const headers = { "x-real-ips": "198.51.100.1, 203.0.113.9" };
		const response = await send(await listen(createServer(app.callback())), headers);
		expect(await sessions.read(JSON.parse(response.body).id)).toMatchObject({ device: { ip: "203.0.113.9" } });
	});

	nodeAdapterCases((sessions, trusting) => {
		const app = new framework({ proxy: trusting });
		app.use(session(sessions)).use(logIn);
		app.silent = true;
		return { listener: app.callback(), onUpgrade: (handler) => onUpgrade(app, sessions, handler) };
	}, "new Koa({ proxy: true");
});
