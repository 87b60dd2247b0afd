import fc from "fast-check";
import { expect, test } from "vitest";
import type { TokenResponse } from "../provider/provider.ts";
import { accessKey, accessToken, ended, type Grant, granted, holds, isUnmoved, refreshed } from "./grant.ts";
import { lifetime, phaseOf } from "./timing.ts";

const start = 1_800_000_000_000;
const words = fc.constantFrom("openid", "read", "write", "a:b");
const url = fc.webUrl();
const resource = fc.option(url, { nil: undefined });
const target = fc.record({
	resource,
	scope: fc.option(
		fc.array(words).map((all) => all.join(" ")),
		{ nil: undefined },
	),
});
const token = fc.string({ minLength: 1 });
const response = fc.record<TokenResponse>({
	accessToken: token,
	tokenType: fc.constantFrom("Bearer", "DPoP"),
	expiresAt: fc.option(fc.integer({ min: start, max: start + 10_000_000 })),
	refreshToken: fc.option(token),
	idToken: fc.option(token),
	scope: fc.option(words),
});

const lifetimeOf = ({ expiresAt }: TokenResponse, at: number) => lifetime(expiresAt, at, 300_000, 0.5);

const grantOf = (response: TokenResponse, facts = {}) => granted(response, facts, lifetimeOf(response, start));

function refresh(grant: Grant, response: TokenResponse, key: string, at: number): Grant {
	const token = accessToken(response, response.scope, lifetimeOf(response, at));
	return refreshed(grant, response, { key, token, reason: "expired", at, history: 3 });
}

test("an access token's key is the same for scopes in any order, and for the sign-in's own API", () => {
	fc.assert(
		fc.property(fc.option(url), target, (own, target) => {
			const key = accessKey({ resource: own }, target);
			const scope = target.scope?.split(" ").toReversed().join("  ");
			expect(accessKey({ resource: own }, { ...target, scope })).toBe(key);
			if (own !== null) expect(accessKey({ resource: own }, { resource: own })).toBe(accessKey({ resource: own }, {}));
		}),
	);
});

test("different APIs and scopes have different keys, none of which is a property of every object", () => {
	fc.assert(
		fc.property(target, target, (one, other) => {
			const [first, second] = [accessKey({ resource: null }, one), accessKey({ resource: null }, other)];
			const sameScope =
				new Set([one.scope, other.scope].map((scope) => accessKey({ resource: null }, { scope }))).size === 1;
			expect(first === second).toBe(sameScope && one.resource === other.resource);
			expect(first in {}).toBe(false);
		}),
	);
	expect(accessKey({ resource: null }, { resource: "__proto__" }) in {}).toBe(false);
});

test("a refresh keeps what the provider didn't replace, and drops what is over", () => {
	const steps = fc.array(fc.tuple(response, target, fc.nat(5_000_000)), { minLength: 1 });
	fc.assert(
		fc.property(response, steps, (first, steps) => {
			let grant = grantOf(first, { subject: "ann", resource: "https://api.example" });
			let at = start;
			for (const [response, target, passed] of steps) {
				at += passed;
				const before = grant;
				const key = accessKey(grant, target);
				grant = refresh(before, response, key, at);
				expect(grant).toMatchObject({
					...{ id: before.id, version: before.version + 1, subject: "ann", resource: "https://api.example" },
					refreshToken: response.refreshToken ?? before.refreshToken,
					idToken: response.idToken ?? before.idToken,
					ended: null,
				});
				expect(grant.access[key]?.token).toBe(response.accessToken);
				for (const [name, token] of Object.entries(before.access)) {
					if (name !== key) expect(grant.access[name]).toEqual(phaseOf(token, at) === "over" ? undefined : token);
				}
				expect(grant.history.length).toBe(Math.min(grant.version - 1, 3));
				expect(grant.history.at(-1)).toEqual({ at, reason: "expired", outcome: "refreshed", version: grant.version });
				expect(isUnmoved(grant, before)).toBe(false);
				expect(holds(grant, grant, key)).toBe(true);
			}
			expect(JSON.parse(JSON.stringify(grant))).toEqual(grant);
		}),
	);
});

test("of a grant that has ended no token is left, and who had it can be told why", () => {
	fc.assert(
		fc.property(response, response, (first, second) => {
			const secret = <Text extends string | null>(text: Text) => (text === null ? text : (`secret ${text}` as Text));
			const [one, two] = [first, second].map((response) => ({
				...response,
				accessToken: secret(response.accessToken),
				refreshToken: secret(response.refreshToken),
				idToken: secret(response.idToken),
			})) as [TokenResponse, TokenResponse];
			const before = refresh(grantOf(one, { subject: "ann", proofKey: { kty: "EC", d: "secret" } }), two, " ", start);
			const after = ended(before, "revoked", { at: start + 1, history: 3 });
			expect(JSON.stringify(after)).not.toContain("secret");
			expect(after).toMatchObject({ subject: "ann", version: 3, ended: { reason: "revoked", at: start + 1 } });
			expect(after.history).toEqual(before.history);
		}),
	);
});

test("two sign-ins are two grants, whatever their tokens", () => {
	fc.assert(
		fc.property(response, (response) => {
			const [one, other] = [grantOf(response), grantOf(response)];
			expect(isUnmoved(one, other)).toBe(false);
			expect(holds(one, other, " ")).toBe(false);
		}),
	);
});
