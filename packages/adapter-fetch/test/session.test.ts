/** What is the function's own: what it hands to handlers, and who answers errors. */

import { createSessions, memoryStore } from "@sojourn/core";
import { describe, expect, test } from "vitest";
import { secrets } from "../../core/test/serving.ts";
import { session, type WithSessionOptions } from "../src/index.ts";

interface Data {
	name?: string;
}

const sessions = createSessions<Data>({ store: memoryStore(), secrets });
const withSession = session(sessions);
const request = (method = "GET", headers: Record<string, string> = {}): Request =>
	new Request("http://shop.example/", { method, headers });

test("the handler is given the session with its type, and the nonce of the response's policy", async () => {
	const response = await withSession(request(), ({ data }, nonce) => {
		data.name = "ada" satisfies typeof data.name;
		return new Response(nonce);
	});
	expect(response.headers.get("content-security-policy")).toContain(`'nonce-${await response.text()}'`);
	const [, id = ""] = /=([^.]+)\./.exec(response.headers.getSetCookie()[0] ?? "") ?? [];
	expect(await sessions.read(id)).toMatchObject({ data: { name: "ada" } });
});

test("the address goes into the session, or by trustProxy the proxy's word", async () => {
	const ip = async (options: WithSessionOptions, headers = {}) => {
		let id = "";
		const login = session(sessions, options);
		await login(
			request("POST", headers),
			async (session) => {
				({ id } = await session.login("ada"));
				return new Response();
			},
			"198.51.100.7",
		);
		return (await sessions.read(id))?.device.ip;
	};
	const forwarded = { "cf-connecting-ip": "203.0.113.9" };
	expect(await ip({}, forwarded)).toBe("198.51.100.7");
	expect(await ip({ trustProxy: "cf-connecting-ip" }, forwarded)).toBe("203.0.113.9");
});

test("options that can't be used are refused at once", () => {
	expect(() => session(sessions, { trustProxy: 0 })).toThrow("trustProxy is 0");
	expect(() => session(sessions, { crossSite: { trustedOrigins: ["shop.example"] } })).toThrow("trustedOrigins");
});

describe("errors", () => {
	test("of Sojourn's are answered with their status and why", async () => {
		const refused = await withSession(request(), (session) => Response.json(session.require()));
		expect([refused.status, await refused.json()]).toEqual([
			401,
			{ error: { code: "session-required", reason: "session-required" } },
		]);
		const foreign = await withSession(
			request("POST", { origin: "https://evil.example" }),
			() => new Response("let in"),
		);
		expect(foreign.status).toBe(403);
		expect(foreign.headers.get("content-security-policy")).toContain("nonce-");
	});

	test("of others are thrown on to the server", async () => {
		const bug = new Error("a bug");
		await expect(withSession(request(), () => Promise.reject(bug))).rejects.toBe(bug);
	});

	test("are answered by onError instead, with the login that came before and without the changes of data", async () => {
		const answering = session(sessions, {
			onError: (error, { method }) => new Response(`${method}: ${(error as Error).message}`, { status: 418 }),
		});
		const response = await answering(request("POST"), async (session) => {
			await session.login("ada");
			session.data.name = "lost";
			throw new Error("a bug");
		});
		expect([response.status, await response.text()]).toEqual([418, "POST: a bug"]);
		const [, id = ""] = /=([^.]+)\./.exec(response.headers.getSetCookie()[0] ?? "") ?? [];
		expect(await sessions.read(id)).toMatchObject({ userId: "ada", data: {} });
	});
});
