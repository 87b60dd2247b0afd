/** Tokens that are bound to a key, at an API that asks for proofs: the provider's UserInfo endpoint. */

import type { OpenIdProvider } from "@sojourn/service-harness";
import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProvider } from "../../src/index.ts";
import { createSetting, startAcme, untilOver } from "./setting.ts";

let acme: OpenIdProvider;
beforeAll(async () => {
	acme = await startAcme();
});
afterAll(() => acme.stop());

/** A sign-in whose tokens are bound to a key. */
async function signInBound(setting: ReturnType<typeof createSetting>) {
	const { server, clock } = setting;
	const { tokens, sessions, read } = server();
	const { privateKey } = await generateKeyPair("ES256", { extractable: true });
	const proofKey = await exportJWK(privateKey);
	const { client_id: clientId, client_secret: clientSecret, redirect_uris } = acme.client;
	const [redirectUri = ""] = redirect_uris;
	const provider = createProvider({ issuer: acme.issuer, clientId, clientSecret, development: true });
	const secrets = { redirectUri, state: "state-of-a-test", nonce: "n", codeVerifier: "v".repeat(43) };
	const request = { ...secrets, proofKey, scope: "openid offline_access", parameters: { prompt: "consent" } };
	const { searchParams: callback } = await acme.authorize(await provider.authorizationUrl(request), { user: "ann" });
	const signedIn = await provider.exchangeCode({ ...secrets, proofKey, callback });
	const { session } = await sessions.create({ userId: "ann" });
	const expiresAt = clock.now + 3_600_000;
	await tokens.keep(await read(session.id), "acme", { ...signedIn.tokens, expiresAt }, { proofKey });
	return { id: session.id, tokens, read };
}

test("a proof opens the API for the token it is made for, and nothing else", async () => {
	const setting = createSetting(acme);
	const { id, tokens, read } = await signInBound(setting);
	const url = `${acme.issuer}/me`;
	const session = await read(id);
	const first = await tokens.getAccessToken(session);
	expect(first.tokenType).toBe("DPoP");
	setting.clock.now += untilOver;
	const { accessToken, tokenType } = await tokens.getAccessToken(await read(id));
	expect(tokenType).toBe("DPoP");
	setting.clock.now -= untilOver; // the provider's clock isn't moved, and proofs are good for a moment only
	const ask = async (proof: string) => {
		const response = await fetch(url, { headers: { Authorization: `DPoP ${accessToken}`, DPoP: proof } });
		return response.status;
	};
	const request = { method: "get", url: `${url}?a=b#c`, accessToken };
	expect(await ask(await tokens.proof(session, request))).toBe(200);
	expect(await ask(await tokens.proof(session, { ...request, method: "POST" }))).toBe(401);
	expect(await ask(await tokens.proof(session, { ...request, url: `${acme.issuer}/other` }))).toBe(401);
	expect(await ask(await tokens.proof(session, { ...request, accessToken: first.accessToken }))).toBe(401);
	const proof = await tokens.proof(session, { ...request, nonce: "of the API" });
	const [, payload = ""] = proof.split(".");
	expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({ htu: url, nonce: "of the API" });
	expect(Buffer.from(proof.split(".")[0] ?? "", "base64url").toString()).not.toContain('"d"');
});

test("tokens that aren't bound have none", async () => {
	const { server } = createSetting(acme);
	const { tokens, read, signIn } = server();
	const { id, granted } = await signIn();
	const request = { method: "GET", url: acme.issuer, accessToken: granted.access_token };
	await expect(tokens.proof(await read(id), request)).rejects.toMatchObject({
		...{ code: "invalid-argument", message: "The tokens of acme aren't bound to a key: send them as Bearer tokens." },
	});
});
