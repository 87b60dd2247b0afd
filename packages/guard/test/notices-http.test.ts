/** G5 and G6 on a listening Express server: a browser is recognised after its session is gone, and bursts are told. */

import { serializeCookie } from "@sojourn/core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createKnownDevices, type Notice, watchAccounts } from "../src/index.ts";
import { secrets, startExpress } from "./express-app.ts";

let server: Awaited<ReturnType<typeof startExpress>>;
const notices: Notice[] = [];

beforeAll(async () => {
	const devices = createKnownDevices({ secrets });
	const accounts = watchAccounts({
		onNotice: (notice) => void notices.push(notice),
		failures: { count: 3, within: "10m" },
	});
	server = await startExpress(
		(app) => {
			app.post("/login/:password", async (req, res) => {
				if (req.params.password !== "right") {
					accounts.failed({ userId: "ada", ip: req.ip });
					res.sendStatus(401);
					return;
				}
				await req.session.login("ada");
				const { recognised, cookies } = await devices.remember("ada", req.headers.cookie);
				for (const cookie of cookies) res.append("Set-Cookie", serializeCookie(cookie));
				res.json({ recognised });
			});
			app.post("/logout", async (req, res) => {
				await req.session.logout();
				res.sendStatus(204);
			});
		},
		[accounts],
	);
});
afterAll(() => server?.close());
beforeEach(() => void notices.splice(0));

/** A browser: posts, and keeps cookies. */
function browser() {
	const jar = new Map<string, string>();
	return async (path: string): Promise<Response> => {
		const cookie = [...jar].map((pair) => pair.join("=")).join("; ");
		const answer = await fetch(server.url + path, { method: "POST", headers: { cookie } });
		for (const line of answer.headers.getSetCookie()) {
			const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
			if (value === "") jar.delete(name);
			else jar.set(name, value);
		}
		return answer;
	};
}

test("a browser is recognised after a logout, and another one isn't", async () => {
	const [laptop, stranger] = [browser(), browser()];
	expect(await (await laptop("/login/right")).json()).toEqual({ recognised: false });
	expect((await laptop("/logout")).status).toBe(204);
	expect(await (await laptop("/login/right")).json()).toEqual({ recognised: true });
	expect(await (await stranger("/login/right")).json()).toEqual({ recognised: false });
});

test("wrong passwords in a row are told, by user and by network", async () => {
	const guesser = browser();
	for (let guess = 0; guess < 3; guess++) expect((await guesser("/login/wrong")).status).toBe(401);
	expect(notices).toMatchObject([
		{ type: "failure-burst", of: "user", userId: "ada", failures: 3 },
		{ type: "failure-burst", of: "ip", userId: null, failures: 3 },
	]);
});
