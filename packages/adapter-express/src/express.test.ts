/** What is Express's own: its ways of responding, its errors, its settings. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createSessions, type Sessions } from "@sojourn/core";
import express, { type Express } from "express";
import express4 from "express4";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { nodeAdapterCases } from "../../core/test/node-adapter-cases.ts";
import { all, chunks, cookieOf, fragileStore, listen, secrets, send, sessionIdOf } from "../../core/test/serving.ts";
import { onUpgrade, requireSession, session, sessionErrors } from "./index.ts";

describe.each([
	["Express 5", express],
	["Express 4", express4],
])("%s", (_name, framework) => {
	let app: Express;
	let sessions: Sessions;
	let broken: { now: boolean };
	let url: string;

	beforeEach(async () => {
		const made = fragileStore();
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
			expect(await sessions.read(sessionIdOf(response))).toMatchObject({ data: { seen: true } });
		});

		test("res.sendFile, and 304 when the client has it", async () => {
			const folder = await mkdtemp(join(tmpdir(), "sojourn-express-"));
			onTestFinished(() => rm(folder, { recursive: true }));
			await writeFile(join(folder, "page.txt"), "a file");
			app.get("/", (req, res) => {
				req.session.data.seen = Date.now();
				res.sendFile("page.txt", { root: folder });
			});
			const first = await send(`${url}/`);
			expect(first.body).toBe("a file");
			expect(cookieOf(first)).not.toBe("");
			const etag = all(first, "etag")[0] ?? "";
			const second = await send(`${url}/`, { "if-none-match": etag });
			expect(second.status).toBe(304);
			expect(cookieOf(second)).not.toBe("");
			const head = await send(`${url}/`, {}, "HEAD");
			expect([head.status, head.body, cookieOf(head) === ""]).toEqual([200, "", false]);
		});
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
			expect(all(response, "location")).toEqual([]);
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

	nodeAdapterCases((sessions, trusting) => {
		const app = framework().set("trust proxy", trusting && "loopback");
		app.use(session(sessions));
		app.post("/", async (req, res) => void res.json(await req.session.login("ada")));
		return { listener: app, onUpgrade: (handler) => onUpgrade(app, sessions, handler) };
	}, 'app.set("trust proxy"');
});
