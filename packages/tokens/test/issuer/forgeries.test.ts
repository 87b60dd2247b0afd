/** T3 of the security requirements: what a verifier must refuse, one way of forging each. */

import { createPublicKey } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { base64url, decodeJwt, exportJWK, generateKeyPair, type JWK } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { type TokenProblem, TokenValidationError } from "../../src/index.ts";
import { createTokenVerifier, type SigningKey } from "../../src/issuer/index.ts";
import { signES256, signHS256, signingInput } from "./forge.ts";
import { audience, issuer, minute, openWorld } from "./world.ts";

const world = openWorld();
const { clock, keys, sessions, tokens, verifier } = world;
let token: string;
let key: SigningKey;
let claims: Record<string, unknown>;
let header: { alg: string; typ: string; kid: string };

beforeAll(async () => {
	token = (await tokens.issue(await world.login())).accessToken;
	key = await keys.current();
	claims = decodeJwt(token);
	header = { alg: "ES256", typ: "at+jwt", kid: key.kid };
});

async function problemOf(forged: string, by = verifier): Promise<TokenProblem | null> {
	try {
		await by.verify(forged);
		return null;
	} catch (error) {
		if (error instanceof TokenValidationError) return error.reason;
		throw error;
	}
}

const refused = async (forged: string, problem: TokenProblem) => expect(await problemOf(forged)).toBe(problem);

test("T3: the token that the others are forged of is good", async () => {
	expect(await verifier.verify(token)).toEqual(claims);
	expect(await verifier.verify(await signES256(key, header, claims))).toEqual(claims);
});

describe("T3: algorithms", () => {
	test.each(["none", "None", "NONE", "nOnE"])("%s, with and without a signature", async (alg) => {
		const input = signingInput({ ...header, alg }, claims);
		await refused(`${input}.`, "algorithm");
		await refused(`${input}.${token.split(".")[2]}`, "algorithm");
	});

	test.each(["ES256", "RS256", "Ed25519"] as const)(
		"the public key of %s as the secret of an HMAC",
		async (algorithm) => {
			const other = openWorld({ keys: { algorithm } });
			const { accessToken } = await other.tokens.issue(await other.login());
			const [jwk] = (await other.keys.published()).keys;
			const published = createPublicKey({ key: jwk as JWK, format: "jwk" });
			const secrets = [
				published.export({ format: "pem", type: "spki" }),
				published.export({ format: "der", type: "spki" }),
				JSON.stringify(jwk),
				base64url.decode((jwk?.x ?? jwk?.n) as string),
			];
			for (const secret of secrets) {
				const forged = signHS256(secret as Buffer, { ...header, alg: "HS256", kid: jwk?.kid }, decodeJwt(accessToken));
				expect(await problemOf(forged, other.verifier)).toBe("algorithm");
			}
		},
	);

	test("another than the key's", async () => {
		for (const alg of ["ES384", "RS256", "PS256", "EdDSA", "Ed25519"])
			await refused(await signES256(key, { ...header, alg }, claims), "algorithm");
	});

	test("no algorithm, or no name of one", async () => {
		for (const alg of [undefined, null, 7, ["ES256"], { toString: "ES256" }, ""]) {
			expect(["malformed", "algorithm"]).toContain(await problemOf(await signES256(key, { ...header, alg }, claims)));
		}
	});
});

describe("T3: keys that the token brings along", () => {
	const requests: string[] = [];

	async function attacker(): Promise<{ readonly pair: SigningKey; readonly jwk: JWK; readonly url: string }> {
		const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
		const jwk: JWK = { ...(await exportJWK(publicKey)), kid: key.kid, alg: "ES256", use: "sig" };
		const server = createServer((request, response) => {
			requests.push(request.url ?? "");
			response.setHeader("Content-Type", "application/json").end(JSON.stringify({ keys: [jwk] }));
		});
		await once(server.listen(0, "127.0.0.1").unref(), "listening");
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
		return { pair: { ...key, privateKey }, jwk, url };
	}

	test("are ignored: jwk, jku, x5u, x5c neither help a forged one nor hurt a good one", async () => {
		const { pair, jwk, url } = await attacker();
		for (const extra of [{ jwk }, { jku: url }, { x5u: url }, { x5c: ["MIIB"] }, { "x5t#S256": "AAAA" }]) {
			await refused(await signES256(pair, { ...header, ...extra }, claims), "signature");
			expect(await problemOf(await signES256(key, { ...header, ...extra }, claims))).toBeNull();
		}
		expect(requests).toEqual([]);
	});

	test("under an id of their own, are unknown; so is a key without an id", async () => {
		const { pair, jwk } = await attacker();
		await refused(await signES256(pair, { ...header, kid: "mine", jwk }, claims), "unknown-key");
		for (const kid of [undefined, null, 7, "", "__proto__", "../../etc/passwd", "' or 1=1 --"]) {
			await refused(await signES256(key, { ...header, kid }, claims), "unknown-key");
		}
	});

	test("of another application are unknown here", async () => {
		const other = openWorld();
		const { accessToken } = await other.tokens.issue(await other.login());
		await refused(accessToken, "unknown-key");
	});
});

describe("T3: headers", () => {
	test.each<unknown>([undefined, "JWT", "jwt", "logout+jwt", "secevent+jwt", "dpop+jwt", "at+jwt2", "", 7])(
		"typ %s",
		async (typ) => {
			await refused(await signES256(key, { ...header, typ }, claims), "type");
		},
	);

	test("typ as a media type, in whatever case, is the same (RFC 9068, section 4)", async () => {
		for (const typ of ["application/at+jwt", "AT+JWT"])
			expect(await problemOf(await signES256(key, { ...header, typ }, claims))).toBeNull();
	});

	test("crit demands what nobody here knows, or is no list", async () => {
		const crit = async (value: unknown, more = {}) => signES256(key, { ...header, ...more, crit: value }, claims);
		await refused(await crit(["exp"], { exp: 1 }), "critical-header");
		await refused(await crit(["sojourn"], { sojourn: true }), "critical-header");
		for (const value of [[], "exp", [""], [7]]) await refused(await crit(value), "malformed");
		await refused(await crit(["b64"], { b64: false }), "malformed");
	});

	test("twice the same name: the last one is what is checked and what is used (RFC 7515, section 4)", async () => {
		const text = JSON.stringify(header);
		await refused(await signES256(key, `${text.slice(0, -1)},"alg":"none"}`, claims), "algorithm");
		await refused(
			await signES256(key, text.replace("{", '{"typ":"at+jwt",').replace(/"at\+jwt",("kid")/, '"JWT",$1'), claims),
			"type",
		);
	});
});

describe("T3: claims", () => {
	test.each<[string, Record<string, unknown>, TokenProblem]>([
		["another issuer", { iss: "https://evil.example.com" }, "issuer"],
		["an issuer that begins alike", { iss: `${issuer}.evil.example.com` }, "issuer"],
		["an issuer with a slash more", { iss: `${issuer}/` }, "issuer"],
		["issuers", { iss: [issuer] }, "issuer"],
		["no issuer", { iss: undefined }, "issuer"],
		["another audience", { aud: "https://other.example.com" }, "audience"],
		["other audiences", { aud: ["https://other.example.com", issuer] }, "audience"],
		["an audience that is an object", { aud: { [audience]: true } }, "audience"],
		["no audience", { aud: undefined }, "audience"],
		["no expiry", { exp: undefined }, "claims"],
		["an expiry as text", { exp: "9999999999" }, "claims"],
		["an expiry that is null", { exp: null }, "claims"],
		["a start as text", { nbf: "0" }, "claims"],
		["a time of issue as text", { iat: "0" }, "claims"],
		["no time of issue", { iat: undefined }, "claims"],
		["no user", { sub: undefined }, "claims"],
		["a user that is a list", { sub: ["ada"] }, "claims"],
		["no session", { sid: undefined }, "claims"],
		["an empty session", { sid: "" }, "claims"],
		["no id", { jti: undefined }, "claims"],
		["no client", { client_id: undefined }, "claims"],
	])("%s", async (_name, change, problem) => {
		await refused(await signES256(key, header, { ...claims, ...change }), problem);
	});

	test("expired, to the second, with the skew of clocks", async () => {
		const now = clock.time / 1000;
		await refused(await signES256(key, header, { ...claims, exp: now - 5 }), "expired");
		expect(await problemOf(await signES256(key, header, { ...claims, exp: now - 4 }))).toBeNull();
	});

	test("from the future, to the second, with the skew of clocks", async () => {
		const now = clock.time / 1000;
		for (const name of ["nbf", "iat"]) {
			await refused(await signES256(key, header, { ...claims, [name]: now + 6 }), "not-yet-valid");
			expect(await problemOf(await signES256(key, header, { ...claims, [name]: now + 5 }))).toBeNull();
		}
	});

	test("no object at all", async () => {
		for (const text of ["", "null", "[]", '"ada"', "7", "{", "{}}", "\u0000"])
			await refused(await signES256(key, header, text), "malformed");
	});

	test("twice the same name: the last one is what is checked and what is used (RFC 7519, section 4)", async () => {
		const text = JSON.stringify(claims).slice(0, -1);
		await refused(await signES256(key, header, `${text},"aud":"https://other.example.com"}`), "audience");
		await refused(await signES256(key, header, `${text},"exp":1}`), "expired");
		const twice = await signES256(key, header, `{"sub":"eve",${text.slice(1)}}`);
		expect(await verifier.verify(twice)).toMatchObject({ sub: "ada" });
	});

	test("the session of a token is over", async () => {
		const asking = createTokenVerifier({ issuer, audience, keys, alive: "always", sessions, now: clock.now });
		const session = await world.login();
		const { accessToken } = await tokens.issue(session);
		expect(await problemOf(accessToken, asking)).toBeNull();
		await sessions.end(session.id);
		expect(await problemOf(accessToken, asking)).toBe("session-ended");
		const nobodys = await signES256(key, header, { ...claims, sid: "A".repeat(26) });
		expect(await problemOf(nobodys, asking)).toBe("session-ended");
		const eves = await signES256(key, header, {
			...decodeJwt<object>(accessToken),
			sid: (await world.login("eve")).id,
		});
		expect(await problemOf(eves, asking)).toBe("session-ended");
	});
});

describe("T3: text", () => {
	test("changed in any place, to anything", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.nat(token.length - 1),
				fc.oneof(fc.string({ minLength: 1, maxLength: 1 }), fc.constantFrom(..."ABCabc012-_.=+/ ")),
				async (at, character) => {
					fc.pre(token[at] !== character);
					expect(await problemOf(token.slice(0, at) + character + token.slice(at + 1))).not.toBeNull();
				},
			),
			{ numRuns: 1000 },
		);
	});

	test("each character changed to its neighbour in the alphabet, each removed, each doubled, cut at every length", async () => {
		const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
		for (let at = 0; at < token.length; at++) {
			const [before, here, after] = [token.slice(0, at), token[at] as string, token.slice(at + 1)];
			const neighbour = alphabet[alphabet.indexOf(here) ^ 1] ?? "A";
			for (const text of [before + neighbour + after, before + here + here + after, before, before + after]) {
				if (text !== token) expect(await problemOf(text)).not.toBeNull();
			}
		}
	});

	test("the same signature, written in another way", async () => {
		for (const text of [`${token}=`, `${token}==`, ` ${token}`, `${token} `, `${token}\n`, token.replaceAll("-", "+")])
			if (text !== token) await refused(text, "malformed");
	});

	test("no token at all", async () => {
		for (const text of ["", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d.e", "é.é.é", null, undefined, {}, [token], 7])
			await refused(text as string, "malformed");
	});

	test("a megabyte of it", async () => {
		const long = "A".repeat(2 ** 20);
		for (const text of [
			long,
			`${long}.${long}.${long}`,
			`${token}${long}`,
			".".repeat(2 ** 20),
			`${token.slice(0, 50)}${long}`,
		])
			await refused(text, "malformed");
		const claim = await signES256(key, header, { ...claims, more: "x".repeat(2 ** 20) });
		await refused(claim, "malformed");
	});
});

test("T3: an error says neither the token nor its claims, and a client is told how (RFC 6750, section 3)", async () => {
	clock.time += 20 * minute;
	const error: unknown = await verifier.verify(token).catch((error) => error);
	expect(error).toBeInstanceOf(TokenValidationError);
	const { status, headers, cause } = error as TokenValidationError;
	expect({ status, headers, cause }).toEqual({
		status: 401,
		headers: [["WWW-Authenticate", 'Bearer error="invalid_token"']],
		cause: undefined,
	});
	const said = `${JSON.stringify(error)} ${(error as Error).stack}`;
	for (const secret of [...token.split("."), claims.sid, claims.jti]) expect(said).not.toContain(secret);
});
