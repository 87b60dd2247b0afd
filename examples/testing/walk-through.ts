/** What a visitor does with each of the example applications. */

import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";

/** Serves an application on a free port for as long as a visitor walks through it. */
export async function serveAndWalkThrough(application: RequestListener): Promise<void> {
	const server = createServer(application).listen(0, "127.0.0.1");
	try {
		await new Promise((resolve) => server.once("listening", resolve));
		await walkThrough(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
	} finally {
		server.close();
		server.closeAllConnections();
	}
}

/** Logs in, sees two devices, ends the other one, logs out. */
export async function walkThrough(url: string): Promise<void> {
	const [a, b] = [browser(url), browser(url)];
	const stranger = await a("GET", "/");
	expect(stranger.headers.get("set-cookie")).toBeNull();
	expect(await stranger.json()).toEqual({ user: null, visits: 0, ended: null });
	for (const one of [a, b]) {
		const login = await one("POST", "/login", new URLSearchParams({ user: "ada" }));
		expect([login.status, login.headers.get("location")]).toEqual([303, "/"]);
	}
	expect(await (await a("GET", "/")).json()).toEqual({ user: "ada", visits: 1, ended: null });

	const devices: { id: string; isCurrent: boolean }[] = await (await a("GET", "/devices")).json();
	expect(devices.map((device) => device.isCurrent).sort()).toEqual([false, true]);
	const other = devices.find((device) => !device.isCurrent);
	expect((await a("POST", `/devices/${other?.id}/end`)).status).toBe(204);
	expect(await (await b("GET", "/devices")).json()).toEqual({ error: { code: "session-ended", reason: "revoked" } });

	expect((await a("POST", "/logout")).status).toBe(303);
	expect((await a("GET", "/devices")).status).toBe(401);
}

/** A browser: keeps the one cookie, follows no redirect. */
function browser(url: string) {
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
