import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type OpenIdProvider, startOpenIdProvider } from "@sojourn/service-harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
	createBackChannelLogout,
	createProvider,
	createSignIn,
	createTokens,
	type Provider,
	signOutUrl,
} from "../src/index.ts";
import { createJar } from "./jar.ts";
import { createSignedIn } from "./signed-in.ts";

const secrets = "a-secret-of-the-application-for-tests-0123456789";
const gone = "invalidated: provider-logout";

let acme: OpenIdProvider;
let provider: Provider;
let app: ReturnType<typeof createSignedIn>;
let application: Server;
let origin: string;
const statuses: number[] = [];

beforeAll(async () => {
	acme = await startOpenIdProvider();
	application = createServer(async (request, response) => {
		let body = "";
		for await (const chunk of request) body += chunk;
		const backChannel = createBackChannelLogout({ ...app, providers: { acme: provider } });
		const answer = await backChannel.handle(body);
		statuses.push(answer.status);
		response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answer.body);
	}).listen(0, "127.0.0.1");
	await new Promise((resolve) => application.once("listening", resolve));
	origin = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
	await acme.addClient({
		client_id: "shop",
		redirect_uris: [`${origin}/callback`],
		post_logout_redirect_uris: [`${origin}/signed-out`],
		backchannel_logout_uri: `${origin}/back-channel-logout`,
		backchannel_logout_session_required: true,
	});
	const { client_secret: clientSecret } = acme.client;
	provider = createProvider({ issuer: acme.issuer, clientId: "shop", clientSecret, development: true });
	app = createSignedIn(acme.issuer);
});
afterAll(async () => {
	await new Promise((resolve) => application.close(resolve));
	await acme.stop();
});

/** A whole sign-in of a user, in that user's browser. */
async function signIn(user: string) {
	const redirectUri = `${origin}/callback`;
	const signIn = createSignIn({ provider, redirectUri, secrets, ledger: app.ledger, development: true });
	const jar = createJar();
	const { location, cookies } = await signIn.begin();
	jar.take(cookies);
	const back = await acme.authorize(location, { user });
	const signedIn = await signIn.complete({ url: back.href, cookieHeader: jar.header });
	const { claims, tokens, subject } = signedIn;
	const session = await app.signIn(subject, claims.sid, claims);
	const keeper = createTokens({ sessions: app.sessions, secrets, providers: { acme: provider }, ledger: app.ledger });
	await keeper.keep(session, "acme", tokens, signedIn);
	return { session, idToken: await keeper.idToken(session) };
}

test("O6: who signs out at the provider is signed out here, and with the session go its tokens", async () => {
	const [ann, bob] = [await signIn("ann"), await signIn("bob")];
	await acme.signOut("ann");
	expect(statuses.splice(0)).toEqual([200]);
	expect(await app.ends(ann.session, bob.session)).toEqual([gone, null]);
	expect(await app.sessions.read(ann.session.id ?? "")).toMatchObject({ data: {} });
	expect(app.reported.splice(0)).toMatchObject([
		{ type: "sign-out.provider", sessionId: ann.session.id, userId: "ann", details: { provider: "acme" } },
	]);
});

test.each([
	["with", true],
	["without", false],
])("who signs out here can sign out at the provider, %s an ID token", async (_, hint) => {
	const { session, idToken } = await signIn("eve");
	const options = { redirectUri: `${origin}/signed-out`, state: "s", ...(hint && idToken !== null && { idToken }) };
	const url = await signOutUrl(provider, options);
	expect(url?.includes("id_token_hint")).toBe(hint);
	expect((await acme.authorize(url ?? "", { user: "eve" })).href).toBe(`${origin}/signed-out?state=s`);
	expect(statuses.splice(0)).toEqual([200]);
	expect(await app.ends(session)).toEqual([gone]);
});

test("a provider that has no place for it is left alone", async () => {
	const { issuer } = acme;
	const endpoints = {
		authorization_endpoint: `${issuer}/auth`,
		token_endpoint: `${issuer}/token`,
		jwks_uri: `${issuer}/jwks`,
	};
	const without = createProvider({ issuer, clientId: "shop", metadata: endpoints, development: true });
	expect(await signOutUrl(without)).toBeNull();
});
