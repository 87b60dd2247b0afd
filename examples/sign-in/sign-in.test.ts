import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { type OpenIdProvider, startOpenIdProvider } from "@sojourn/service-harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Application, createApplication } from "./application.ts";
import { createApp as createExpress } from "./express.ts";
import { createApp as createHono } from "./hono.ts";
import { createApp as createKoa } from "./koa.ts";

let acme: OpenIdProvider;
beforeAll(async () => {
	acme = await startOpenIdProvider();
});
afterAll(() => acme.stop());

test.each<[string, (application: Application) => RequestListener]>([
	["Express", createExpress],
	["Koa", (application) => createKoa(application).callback()],
	["Hono", (application) => getRequestListener(createHono(application).fetch)],
])("on %s a user signs in, out at the provider, in again, and out here", async (name, create) => {
	let listener: RequestListener = () => {};
	const server = createServer((request, response) => listener(request, response)).listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	try {
		const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const clientSecret = acme.client.client_secret;
		await acme.addClient({
			client_id: name,
			redirect_uris: [`${origin}/sign-in/callback`],
			post_logout_redirect_uris: [`${origin}/`],
			backchannel_logout_uri: `${origin}/back-channel-logout`,
			backchannel_logout_session_required: true,
		});
		listener = create(createApplication({ origin, issuer: acme.issuer, clientId: name, clientSecret }));
		await walkThrough(origin, `${name}'s user`);
	} finally {
		server.closeAllConnections();
		server.close();
	}
});

async function walkThrough(origin: string, user: string): Promise<void> {
	const visit = createVisitor(origin);
	const page = async () => (await visit("GET", "/")).json();
	const nobody = { user: null, ended: null };
	const somebody = { user: `${acme.issuer} ${user}`, ended: null };
	expect(await page()).toEqual(nobody);

	async function signIn(): Promise<void> {
		const begun = await visit("GET", "/sign-in?returnTo=/token");
		expect([begun.status, begun.headers.get("cache-control")]).toEqual([303, "no-store"]);
		const back = await acme.authorize(begun.headers.get("location") ?? "", { user });
		const done = await visit("GET", back.pathname + back.search);
		expect([done.status, done.headers.get("location")]).toEqual([303, "/token"]);
		expect((await visit("GET", back.pathname + back.search)).status).toBe(401);
		expect(await page()).toEqual(somebody);
	}

	await signIn();
	expect(await (await visit("GET", "/token")).json()).toMatchObject({ scope: "openid email offline_access" });
	await acme.signOut(user);
	expect(await page()).toEqual({ user: null, ended: "provider-logout" });

	await signIn();
	const left = await visit("POST", "/sign-out");
	expect(left.status).toBe(303);
	expect(left.headers.get("content-security-policy")).toContain(`form-action 'self' ${acme.issuer}`);
	expect((await acme.authorize(left.headers.get("location") ?? "", { user })).href).toBe(`${origin}/`);
	expect(await page()).toEqual(nobody);
	const again = await visit("GET", "/sign-in/callback?code=a&state=b");
	expect([again.status, await again.json()]).toEqual([401, { error: { code: "sign-in-failed", reason: "not-begun" } }]);
}

/** A browser that keeps cookies and follows no redirect. */
function createVisitor(origin: string) {
	const cookies = new Map<string, string>();
	return async (method: string, path: string): Promise<Response> => {
		const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
		const response = await fetch(origin + path, { method, redirect: "manual", headers: { cookie } });
		for (const line of response.headers.getSetCookie()) {
			const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
			if (value === "") cookies.delete(name);
			else cookies.set(name, value);
		}
		return response;
	};
}
