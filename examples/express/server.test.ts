import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { app } from "./server.ts";

let server: Server;
let url: string;

beforeAll(async () => {
	server = createServer(app).listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** A browser: keeps the one cookie, follows no redirect. */
function browser() {
	let cookie = "";
	return async (method: string, path: string, body?: URLSearchParams): Promise<Response> => {
		const response = await fetch(url + path, {
			method,
			redirect: "manual",
			headers: { cookie },
			...(body && { body }),
		});
		cookie = response.headers.get("set-cookie")?.split(";", 1)[0] ?? cookie;
		return response;
	};
}

test("a visitor logs in, sees two devices, ends the other one, logs out", async () => {
	const [a, b] = [browser(), browser()];
	const stranger = await a("GET", "/");
	expect([await stranger.json(), stranger.headers.get("set-cookie")]).toEqual([
		{ user: null, visits: 0, ended: null },
		null,
	]);
	expect((await a("POST", "/login", new URLSearchParams({ user: "ada" }))).status).toBe(303);
	expect((await b("POST", "/login", new URLSearchParams({ user: "ada" }))).status).toBe(303);
	expect(await (await a("GET", "/")).json()).toEqual({ user: "ada", visits: 1, ended: null });

	const devices: { id: string; isCurrent: boolean }[] = await (await a("GET", "/devices")).json();
	expect(devices.map((device) => device.isCurrent).sort()).toEqual([false, true]);
	const other = devices.find((device) => !device.isCurrent);
	expect((await a("POST", `/devices/${other?.id}/end`)).status).toBe(204);
	expect(await (await b("GET", "/devices")).json()).toEqual({ error: { code: "session-ended", reason: "revoked" } });

	expect((await a("POST", "/logout")).status).toBe(303);
	expect((await a("GET", "/devices")).status).toBe(401);
});
