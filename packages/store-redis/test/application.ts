/** A small Express application on a store, and browsers that use it. */

import type { AddressInfo } from "node:net";
import { session, sessionErrors } from "@sojourn/adapter-express";
import { createSessions, type SessionOptions, type SessionStore } from "@sojourn/core";
import type { HttpResponse } from "@sojourn/core/testing";
import express from "express";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";

type Data = Record<string, string>;

/** An answer, and how many milliseconds it took to come. */
export interface Answer extends HttpResponse {
	readonly took: number;
}

/** Someone with a cookie. */
export interface Browser {
	get(path: string): Promise<Answer>;
	post(path: string): Promise<Answer>;
}

export interface Application {
	readonly url: string;
	browser(): Browser;
	close(): Promise<void>;
}

/** Serves `GET /read`, `POST /login?user=…`, `POST /logout`, `POST /set?key=…&value=…` and `POST /revoke?id=…`. */
export async function startApplication<Store extends SessionStore>(
	store: Store,
	options: Partial<SessionOptions<Data, Store>> = {},
): Promise<Application> {
	const secrets = "a secret of an application that is only a test";
	const sessions = createSessions<Data, Store>({ secrets, ...options, store });
	const withSession = session(sessions);
	const app = express();
	app.use(withSession);
	app.get("/read", (req, res) => {
		const { userId, data } = withSession.of(req);
		res.json({ user: userId, data });
	});
	app.post("/login", async (req, res) => {
		await withSession.of(req).login(String(req.query.user ?? "user"));
		res.sendStatus(204);
	});
	app.post("/logout", async (req, res) => {
		await withSession.of(req).logout();
		res.sendStatus(204);
	});
	app.post("/set", (req, res) => {
		withSession.of(req).data[String(req.query.key ?? "key")] = String(req.query.value ?? "");
		res.sendStatus(204);
	});
	app.post("/revoke", async (req, res) => {
		await sessions.end(String(req.query.id));
		res.sendStatus(204);
	});
	app.use(sessionErrors());
	const server = app.listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		url,
		browser: () => createBrowser(url),
		close: () => new Promise((resolve) => server.close(() => resolve())),
	};
}

function createBrowser(url: string): Browser {
	let cookie = "";
	async function send(method: string, path: string): Promise<Answer> {
		const from = performance.now();
		const response = await httpClient({ method, url: url + path, headers: cookie === "" ? {} : { cookie } });
		const set = response.headers.find(([name]) => name === "set-cookie")?.[1];
		if (set !== undefined) cookie = set.split(";")[0] ?? "";
		return { ...response, took: performance.now() - from };
	}
	return { get: (path) => send("GET", path), post: (path) => send("POST", path) };
}
