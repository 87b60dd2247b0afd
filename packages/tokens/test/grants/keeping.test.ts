/** How tokens come into a session, and what may be seen of them there. */

import { ConfigurationError, createSessions, memoryStore, type Schema } from "@sojourn/core";
import type { OpenIdProvider } from "@sojourn/service-harness";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTokens, memoryLedger, type TokensOptions, tokensKey } from "../../src/index.ts";
import { secrets } from "./secrets.ts";
import { createSetting, responseOf, startAcme, untilOver } from "./setting.ts";

let acme: OpenIdProvider;
beforeAll(async () => {
	acme = await startAcme();
});
afterAll(() => acme.stop());

type Cart = { cart?: string; [tokensKey]?: string };

const schemaOf = (validate: Schema<Cart>["~standard"]["validate"]): Schema<Cart> => ({
	"~standard": { version: 1, vendor: "test", validate },
});

describe("the schema of session data", () => {
	async function keepWith(schema: Schema<Cart>) {
		const sessions = createSessions({ store: memoryStore(), secrets, schema });
		const { provider } = createSetting(acme);
		const tokens = createTokens({ sessions, secrets, ledger: memoryLedger(), providers: { acme: provider } });
		const { session } = await sessions.create({ userId: "ann", data: { cart: "tea" } });
		const held = await sessions.read(session.id);
		if (held === null) throw new Error("It was created just now.");
		await tokens.keep(held, "acme", responseOf(await acme.signIn("ann"), Date.now()));
		return tokens.getAccessToken(held);
	}

	const names = (value: unknown) => Object.keys(value as object);

	test("that lets the key through keeps tokens", async () => {
		expect(await keepWith(schemaOf((value) => ({ value: value as Cart })))).toMatchObject({ tokenType: "Bearer" });
	});

	test.each<[string, Schema<Cart>]>([
		["takes unknown keys away", schemaOf((value) => ({ value: { cart: (value as Cart).cart ?? "" } }))],
		[
			"refuses unknown keys",
			schemaOf((value) =>
				names(value).every((name) => name === "cart")
					? { value: value as Cart }
					: { issues: [{ message: "unknown key", path: [tokensKey] }] },
			),
		],
	])("that %s is refused, with what to add", async (_, schema) => {
		const error = await keepWith(schema).catch((error: unknown) => error);
		expect(error).toBeInstanceOf(ConfigurationError);
		expect((error as Error).message).toMatch(/"sojourn:tokens".*add it as an optional string/);
	});
});

describe("keep", () => {
	test("wants a session that is stored, and a provider that is configured", async () => {
		const { server } = createSetting(acme);
		const { tokens, read, signIn } = server();
		const response = responseOf(await acme.signIn("ann"), 0);
		const visitor = { id: null, data: {} };
		await expect(tokens.keep(visitor, "acme", response)).rejects.toMatchObject({ code: "invalid-argument" });
		const { id } = await signIn();
		await expect(tokens.keep(await read(id), "constructor", response)).rejects.toMatchObject({
			message: 'There is no provider "constructor": add it to the options\' providers.',
		});
		for (const provider of ["constructor", "__proto__", "other"]) {
			await expect(tokens.getAccessToken(await read(id), { provider })).rejects.toMatchObject({ reason: "no-grant" });
		}
	});

	test("keeps a session's data, and what another request changes stays as well", async () => {
		const { clock, server } = createSetting(acme);
		const { tokens, sessions, read, signIn } = server();
		const { id } = await signIn();
		clock.now += untilOver;
		const session = await read(id);
		await Promise.all([
			tokens.getAccessToken(session),
			...["tea", "milk"].map((item) => sessions.update(id, (data) => ({ ...data, [item]: true }))),
		]);
		const { data } = await read(id);
		expect(data).toMatchObject({ tea: true, milk: true });
		expect(typeof data[tokensKey]).toBe("string");
	});

	test("a second sign-in takes the place of the first", async () => {
		const { clock, server } = createSetting(acme);
		const { tokens, read, signIn } = server();
		const { id } = await signIn();
		const before = await read(id);
		const again = await acme.signIn("ann");
		await tokens.keep(await read(id), "acme", responseOf(again, clock.now), { subject: "ann" });
		for (const session of [before, await read(id)]) {
			expect((await tokens.getAccessToken(session)).accessToken).toBe(again.access_token);
		}
		expect(await tokens.describe(await read(id))).toMatchObject([{ version: 1, history: [] }]);
	});

	test("data that is thrown away takes the tokens with it, until the next sign-in", async () => {
		const { clock, server } = createSetting(acme);
		const { tokens, sessions, read, signIn } = server();
		const { id } = await signIn();
		clock.now += untilOver;
		await tokens.getAccessToken(await read(id));
		await sessions.update(id, () => ({}));
		await expect(tokens.getAccessToken(await read(id))).rejects.toMatchObject({ reason: "no-grant" });
		const again = await acme.signIn("ann");
		await tokens.keep(await read(id), "acme", responseOf(again, clock.now));
		expect((await tokens.getAccessToken(await read(id))).accessToken).toBe(again.access_token);
	});

	test("T1: tokens copied into another session, or changed, open nothing", async () => {
		const { server } = createSetting(acme);
		const { tokens, sessions, read, signIn } = server();
		const [{ id }, other] = [await signIn(), await signIn("eve")];
		const { data } = await read(id);
		const text = String(data[tokensKey]);
		await sessions.update(other.id, (data) => ({ ...data, [tokensKey]: text }));
		await expect(tokens.getAccessToken(await read(other.id))).rejects.toMatchObject({ reason: "no-grant" });
		for (const changed of [
			text.slice(1),
			`${text}A`,
			text.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
			"x",
			1,
		]) {
			const session = { id, data: { [tokensKey]: changed } };
			await expect(tokens.getAccessToken(session)).rejects.toMatchObject({ reason: "no-grant" });
		}
	});

	test("secrets that are replaced: old seals open, and are made anew by the next refresh", async () => {
		const setting = createSetting(acme);
		const { id } = await setting.server().signIn();
		const next = "another-secret-of-the-tests-of-grants-0123456789-xyz";
		const both = setting.server({ secrets: [next, secrets] });
		setting.clock.now += untilOver;
		const served = await both.tokens.getAccessToken(await both.read(id));
		const after = setting.server({ secrets: next });
		expect(await after.tokens.getAccessToken(await after.read(id))).toEqual(served);
	});
});

describe("what may be seen", () => {
	test("T6: history has the last refreshes, and no description has a token", async () => {
		const { clock, server } = createSetting(acme);
		const { tokens, read, signIn } = server({ history: 3 });
		const { id, granted } = await signIn();
		const seen = [granted.access_token, granted.refresh_token, granted.id_token];
		for (let refresh = 0; refresh < 5; refresh++) {
			clock.now += untilOver;
			seen.push((await tokens.getAccessToken(await read(id))).accessToken);
		}
		const described = await tokens.describe(await read(id));
		const at = (refresh: number) => clock.now - (4 - refresh) * untilOver;
		expect(described).toEqual([
			{
				...{ provider: "acme", subject: "ann", scope: "openid offline_access", version: 6, ended: null },
				...{ refreshable: true, bound: false },
				accessTokens: [
					{
						...{ resource: null, scope: "openid offline_access", expiresAt: clock.now + 3_600_000 },
						refreshAt: expect.any(Number),
					},
				],
				history: [2, 3, 4].map((refresh) => ({
					...{ at: at(refresh), reason: "expired", outcome: "refreshed", version: refresh + 2 },
				})),
			},
		]);
		for (const token of seen) expect(JSON.stringify(described)).not.toContain(token);
	});

	test("the ID token is for who needs it", async () => {
		const { server } = createSetting(acme);
		const { tokens, read, signIn } = server();
		const { id, granted } = await signIn();
		expect(await tokens.idToken(await read(id))).toBe(granted.id_token);
	});

	test("all that happens is reported, and a report that throws harms nothing", async () => {
		const { server, events, clock } = createSetting(acme);
		const { tokens, read, signIn } = server();
		const { id } = await signIn();
		expect(events).toEqual([
			{ type: "token.granted", at: clock.now, sessionId: id, userId: "ann", details: { provider: "acme" } },
		]);
		const throwing = server({
			report() {
				throw new Error("the trail is full");
			},
		});
		clock.now += untilOver;
		await throwing.tokens.getAccessToken(await throwing.read(id));
		await throwing.tokens.revoke(await throwing.read(id));
		expect(await tokens.describe(await read(id))).toMatchObject([{ ended: { reason: "revoked" } }]);
	});
});

test("options that can't be used are refused, all at once", () => {
	const wrong = { secrets, providers: { "a b": {} }, refreshBefore: "soon", history: -1 };
	expect(() => createTokens(wrong as unknown as TokensOptions<object>)).toThrow(
		/sessions is missing[\s\S]*ledger is missing[\s\S]*"a b" is no name[\s\S]*no refresh\(\)[\s\S]*history is -1[\s\S]*refreshBefore/,
	);
	const noSecret = { ...createSetting(acme), secrets: "short" } as unknown as TokensOptions<object>;
	expect(() => createTokens(noSecret)).toThrow(ConfigurationError);
});
