/** A demo whose users can sign in at a provider that tests have in their hands. */

import { type OpenIdProvider, startOpenIdProvider } from "@sojourn/service-harness";
import { expect, onTestFinished } from "vitest";
import { createOpenIdBrowser } from "../../../packages/service-harness/src/openid-browser.ts";
import { registrationOf } from "../src/provider.ts";
import { Client, type Json } from "./client.ts";
import { startTestDemo, type TestDemo, type TestDemoOptions } from "./running-demo.ts";

const name = "provider";

export interface DemoWithProvider extends TestDemo {
	readonly provider: OpenIdProvider;
	/** A client whose user signed in at the provider. */
	signedIn(user: string): Promise<Client>;
}

/** Starts both, and makes them known to each other. */
export async function startDemoWithProvider(options: TestDemoOptions = {}): Promise<DemoWithProvider> {
	const provider = await startOpenIdProvider();
	onTestFinished(() => provider.stop());
	const { issuer, client } = provider;
	const access = { name, issuer, clientId: client.client_id, clientSecret: client.client_secret };
	const demo = await startTestDemo({ ...options, provider: access });
	await provider.addClient(registrationOf(demo.url));
	return {
		...demo,
		provider,
		async signedIn(user) {
			const client = new Client(demo.url);
			const back = await callback(client, provider, user);
			expect((await client.page(back)).headers.get("location")).toBe("/tokens");
			return client;
		},
	};
}

/** Begins a sign-in, goes through it at the provider, and gives the path that the browser is sent back to. */
export async function callback(client: Client, provider: OpenIdProvider, user: string): Promise<string> {
	const begun = await client.page("/sign-in");
	const { pathname, search } = await provider.authorize(begun.headers.get("location") ?? "", { user });
	return pathname + search;
}

/** The one grant that a client's session has. */
export async function grantOf(client: Client): Promise<Json> {
	const { json } = await client.get("/tokens");
	expect(json).toHaveLength(1);
	return json[0];
}

/** A client of a demo with Acme beside it, whose user signed in there. */
export async function signedInAtAcme(url: string, user: string): Promise<Client> {
	const client = new Client(url);
	const location = (await client.page("/sign-in")).headers.get("location") ?? "";
	const { pathname, search } = await createOpenIdBrowser(new URL(location).origin, user).visit(location);
	expect((await client.page(pathname + search)).headers.get("location")).toBe("/tokens");
	return client;
}
