/** What the environment says about how the demo is to run. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { developmentSecret } from "./development-secret.ts";
import { checkedStoreAddress } from "./session-store.ts";

/** In the data folder: the users, and the sessions if nothing else is said. */
export const databaseFile = "demo.sqlite";

/** An OpenID provider, and how the demo is known there. */
export interface ProviderAccess {
	/** For people, and for what is kept of its tokens: letters, digits, `.`, `_` and `-`. */
	readonly name: string;
	readonly issuer: string;
	readonly clientId: string;
	readonly clientSecret: string;
}

export interface Config {
	/** Where the SQLite file and the development secret are. */
	readonly dataDir: string;
	/** Where the sessions are: `memory`, `sqlite:FILE`, or an address that begins with `redis:`, `postgres:` or `mysql:`. */
	readonly store: string;
	/** `0`: any free one. */
	readonly port: number;
	/** The key ring of the sessions: the first signs, all are accepted. */
	readonly secrets: readonly string[];
	/** Cookies over plain http are allowed. */
	readonly development: boolean;
	/** Express's `trust proxy`: the number of proxies in front, or their addresses. */
	readonly trustProxy: number | string | false;
	/** What Prometheus must send as its bearer token; `null`: there are no figures. */
	readonly metricsToken: string | null;
	/** Where people can sign in as well: at Acme, which is started beside the demo, at another provider, or nowhere. */
	readonly provider: "acme" | ProviderAccess | null;
	/** Where browsers reach the demo; `null`: on this machine. */
	readonly origin: string | null;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

/**
 * Reads `PORT`, `DATA_DIR`, `STORE`, `SESSION_SECRETS` (separated by commas), `TRUST_PROXY`, `METRICS_TOKEN`,
 * `OIDC_ISSUER`, `OIDC_CLIENT_ID`, `OIDC_CLIENT_SECRET`, `ORIGIN` and `NODE_ENV`.
 *
 * @throws RangeError when `PORT`, `STORE`, `ORIGIN` or `OIDC_ISSUER` is none; Error when there are no secrets in production
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
	const development = env.NODE_ENV !== "production";
	const dataDir = env.DATA_DIR || fileURLToPath(new URL("../data", import.meta.url));
	return {
		dataDir,
		store: checkedStoreAddress(env.STORE || `sqlite:${join(dataDir, databaseFile)}`),
		port: readPort(env.PORT || "3000"),
		secrets: readSecrets(env.SESSION_SECRETS) ?? secretsForDevelopment(development, dataDir),
		development,
		trustProxy: readTrustProxy(env.TRUST_PROXY),
		metricsToken: env.METRICS_TOKEN || null,
		provider: readProvider(env) ?? (development ? "acme" : null),
		origin: env.ORIGIN ? readUrl("ORIGIN", env.ORIGIN).origin : null,
	};
}

function readPort(text: string): number {
	const port = Number(text);
	if (/^\d+$/.test(text) && port <= 65_535) return port;
	throw new RangeError(`PORT is ${JSON.stringify(text)}: give a number from 0 to 65535.`);
}

function readSecrets(text = ""): string[] | undefined {
	const secrets = text
		.split(",")
		.map((secret) => secret.trim())
		.filter(Boolean);
	return secrets.length > 0 ? secrets : undefined;
}

function secretsForDevelopment(development: boolean, dataDir: string): string[] {
	if (development) return [developmentSecret(dataDir)];
	throw new Error("SESSION_SECRETS is not set: in production, give one made by `openssl rand -base64 32`.");
}

function readTrustProxy(text = ""): number | string | false {
	if (text === "") return false;
	return /^\d+$/.test(text) ? Number(text) : text;
}

function readProvider(env: NodeJS.ProcessEnv): ProviderAccess | null {
	const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId = "", OIDC_CLIENT_SECRET: clientSecret = "" } = env;
	if (!issuer) return null;
	const { host, pathname } = readUrl("OIDC_ISSUER", issuer);
	// Tokens are kept by this name, and given to nobody but who gave them.
	const name = (host + pathname.replace(/\/$/, "")).replace(/[^\w.-]+/g, "-").slice(0, 64);
	return { name, issuer, clientId, clientSecret };
}

function readUrl(name: string, text: string): URL {
	const url = URL.parse(text);
	if (url !== null) return url;
	throw new RangeError(`${name} is ${JSON.stringify(text)}: give an address such as https://example.com.`);
}
