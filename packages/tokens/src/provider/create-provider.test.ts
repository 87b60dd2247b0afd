import { startOpenIdProvider } from "@sojourn/service-harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProvider } from "./create-provider.ts";

let server: Awaited<ReturnType<typeof startOpenIdProvider>>;
beforeAll(async () => {
	server = await startOpenIdProvider();
});
afterAll(() => server.stop());

test("refresh", async () => {
	const provider = createProvider({
		issuer: server.issuer,
		clientId: server.client.client_id,
		clientSecret: server.client.client_secret,
		development: true,
	});
	const tokens = await server.signIn("ann");
	const r = await provider.refresh({ refreshToken: tokens.refresh_token });
	expect(r).toMatchObject({ tokenType: "Bearer", scope: "openid offline_access" });
	expect(r.refreshToken).not.toBe(tokens.refresh_token);
	expect(typeof r.idToken).toBe("string");
	const e = await provider.refresh({ refreshToken: tokens.refresh_token }).catch((e) => e);
	expect(e).toMatchObject({ reason: "invalid_grant", advice: "sign-in" });
});
