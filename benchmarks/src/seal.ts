/** Sealing and opening a small object: from the object to the text in the cookie, and back. */

import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto";
import { createSealer } from "@sojourn/core";
import { sealData, unsealData } from "iron-session";
import { CompactEncrypt, compactDecrypt } from "jose";
import { cpuPerCall } from "./measure.ts";
import { type Benchmark, row } from "./row.ts";

interface Contestant {
	seal(value: object): string | Promise<string>;
	open(text: string): unknown;
}

const secret = randomBytes(32).toString("base64");
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function ours(): Contestant {
	const { seal, open } = createSealer({ secrets: secret, purpose: "benchmark" });
	const expiresAt = Date.now() + 3_600_000;
	return {
		seal: (value) => seal(JSON.stringify(value), { name: "sid", expiresAt }),
		open: async (text) => JSON.parse((await open(text, { name: "sid" }))?.value ?? "null"),
	};
}

function ironSession(): Contestant {
	const options = { password: secret, ttl: 3600 };
	return { seal: (value) => sealData(value, options), open: (text) => unsealData(text, options) };
}

function jose(): Contestant {
	const key = randomBytes(32);
	const header = { alg: "dir", enc: "A256GCM" };
	return {
		seal: (value) => new CompactEncrypt(encoder.encode(JSON.stringify(value))).setProtectedHeader(header).encrypt(key),
		open: async (text) => JSON.parse(decoder.decode((await compactDecrypt(text, key)).plaintext)),
	};
}

/** The least it can cost: one key, a random nonce, no times, nothing bound. */
function raw(): Contestant {
	const key = createSecretKey(randomBytes(32));
	return {
		seal(value) {
			const nonce = randomBytes(12);
			const cipher = createCipheriv("aes-256-gcm", key, nonce);
			const body = cipher.update(JSON.stringify(value), "utf8");
			return Buffer.concat([nonce, body, cipher.final(), cipher.getAuthTag()]).toString("base64url");
		},
		open(text) {
			const bytes = Buffer.from(text, "base64url");
			const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12), { authTagLength: 16 });
			decipher.setAuthTag(bytes.subarray(-16));
			return JSON.parse(decipher.update(bytes.subarray(12, -16), undefined, "utf8") + decipher.final("utf8"));
		},
	};
}

const value = {
	userId: "0b5c7c1e-6f1d-4f3a-9a77-2f8f7d2f5a10",
	email: "ada@example.com",
	roles: ["member", "editor"],
	cart: { items: [4711, 815], currency: "EUR" },
	locale: "en-GB",
	theme: "dark",
	seen: 1767225600000,
};

export const sealBenchmark: Benchmark = {
	name: "seal",
	async run() {
		const contestants = {
			ours: await withSeal(ours()),
			ironSession: await withSeal(ironSession()),
			jose: await withSeal(jose()),
			raw: await withSeal(raw()),
		};
		const seal = await cpuPerCall(contestants, (contestant) => contestant.seal(value));
		const open = await cpuPerCall(contestants, (contestant) => contestant.open(contestant.sealed));
		const size = `${JSON.stringify(value).length} B`;
		return Object.entries({ Seal: seal, Open: open }).flatMap(([name, cost]) => [
			row(`${name} ${size}, against iron-session`, "µs CPU", cost.ours, cost.ironSession, 0.05),
			row(`${name} ${size}, against jose's JWE (dir, A256GCM)`, "µs CPU", cost.ours, cost.jose),
			row(`${name} ${size}, against raw AES-256-GCM in node:crypto`, "µs CPU", cost.ours, cost.raw),
		]);
	},
};

/** Adds a seal to open, once it is seen to be one. */
async function withSeal(contestant: Contestant): Promise<Contestant & { readonly sealed: string }> {
	const sealed = await contestant.seal(value);
	assert.deepEqual(await contestant.open(sealed), value);
	return { ...contestant, sealed };
}
