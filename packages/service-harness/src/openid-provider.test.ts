import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type OpenIdProvider, type OpenIdTokens, startOpenIdProvider } from "./index.ts";

let provider: OpenIdProvider;
beforeAll(async () => {
	provider = await startOpenIdProvider();
});
beforeEach(() => provider.faults.clear());
afterAll(() => provider.stop());

const { client_id, client_secret } = { client_id: "sojourn", client_secret: "a-secret-of-the-application-for-tests" };

function ask(path: string, parameters: Record<string, string>): Promise<Response> {
	return fetch(`${provider.issuer}${path}`, {
		method: "POST",
		redirect: "manual",
		headers: { Authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` },
		body: new URLSearchParams(parameters),
	});
}

const refresh = (token: string) => ask("/token", { grant_type: "refresh_token", refresh_token: token });

test("rotates refresh tokens, and ends the grant on a second use", async () => {
	const before = { ...provider.spends };
	const tokens = await provider.signIn("ann");
	const outcome = provider.nextSpend();
	const successor = (await (await refresh(tokens.refresh_token)).json()) as OpenIdTokens;
	expect(await outcome).toBe("refreshed");
	expect(successor.refresh_token).not.toBe(tokens.refresh_token);
	expect((await refresh(tokens.refresh_token)).status).toBe(400);
	expect((await refresh(successor.refresh_token)).status).toBe(400);
	expect(provider.spends).toEqual({
		refreshed: before.refreshed + 1,
		reused: before.reused + 1,
		refused: before.refused + 1,
	});
});

test("of uses at the same moment one is the first, and it ends the grant for all", async () => {
	const tokens = await provider.signIn("ann");
	const before = provider.spends.refreshed;
	await Promise.all(Array.from({ length: 10 }, () => refresh(tokens.refresh_token)));
	expect(provider.spends.refreshed).toBe(before + 1);
});

test("sign-ins are grants of their own", async () => {
	const [first, second] = [await provider.signIn("ann"), await provider.signIn("ann")];
	await refresh(first.refresh_token);
	await refresh(first.refresh_token);
	expect((await refresh(second.refresh_token)).status).toBe(200);
});

test("gives JWTs for APIs, and answers introspection and revocation", async () => {
	const tokens = await provider.signIn("ann", { resource: "https://api.example.org", scope: "openid read" });
	expect(tokens.access_token.split(".")).toHaveLength(3);
	expect(tokens.scope).toBe("read");
	const opaque = (await (await refresh(tokens.refresh_token)).json()) as OpenIdTokens;
	const state = async () =>
		((await (await ask("/token/introspection", { token: opaque.access_token })).json()) as { active: boolean }).active;
	expect(await state()).toBe(true);
	expect((await ask("/token/revocation", { token: opaque.refresh_token })).status).toBe(200);
	expect(await state()).toBe(false);
});

test("tells applications of a sign-out", async () => {
	const told: string[] = [];
	const application = createServer(async (request, response) => {
		for await (const chunk of request) told.push(`${request.url} ${chunk}`);
		response.end();
	});
	await new Promise<void>((resolve) => application.listen(0, "127.0.0.1", resolve));
	const url = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
	const client = { client_id: "other", client_secret, redirect_uri: `${url}/callback` };
	await provider.addClient({
		client_id: client.client_id,
		redirect_uris: [client.redirect_uri],
		backchannel_logout_uri: `${url}/backchannel`,
		backchannel_logout_session_required: true,
	});
	await provider.signIn("ann", { client });
	await provider.signOut("ann");
	expect(told).toHaveLength(1);
	expect(told[0]).toMatch(/^\/backchannel logout_token=\w+\./);
	application.close();
});

describe("faults", () => {
	test("are met in turn, then by all, until they are cleared", async () => {
		provider.faults.always("token", { status: 500 });
		provider.faults.next(
			"token",
			{ status: 429, headers: { "Retry-After": "3" } },
			{ status: 302, headers: { Location: "/" } },
		);
		const limited = await refresh("x");
		expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "3"]);
		expect((await refresh("x")).status).toBe(302);
		expect((await refresh("x")).status).toBe(500);
		expect((await refresh("x")).status).toBe(500);
		provider.faults.clear();
		expect((await refresh("x")).status).toBe(400);
	});

	test("close connections, before and after the work", async () => {
		const { refresh_token } = await provider.signIn("ann");
		const before = provider.spends.refreshed;
		provider.faults.next("token", { close: true }, { close: true, afterwards: true });
		await expect(refresh(refresh_token)).rejects.toThrow();
		expect(provider.spends.refreshed).toBe(before);
		await expect(refresh(refresh_token)).rejects.toThrow();
		expect(provider.spends.refreshed).toBe(before + 1);
	});

	test("answer with much, with nonsense, or with another answer", async () => {
		const { refresh_token } = await provider.signIn("ann");
		provider.faults.next(
			"token",
			{ bytes: 3_000_000 },
			{ body: "{" },
			{ change: (answer) => ({ ...answer, expires_in: -1 }) },
		);
		expect((await (await refresh("x")).text()).length).toBeGreaterThan(3_000_000);
		expect(await (await refresh("x")).text()).toBe("{");
		expect(await (await refresh(refresh_token)).json()).toMatchObject({ expires_in: -1, token_type: "Bearer" });
	});
});

test("is down, and knows everything when it is up again", async () => {
	const { refresh_token } = await provider.signIn("ann");
	await provider.down();
	await expect(refresh(refresh_token)).rejects.toThrow();
	await provider.up();
	expect((await refresh(refresh_token)).status).toBe(200);
});
