import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "./config.ts";

function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), "sojourn-config-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	return folder;
}

test("the development secret is made once, and only its owner can read it", () => {
	const dataDir = join(temporaryFolder(), "data");
	const { secrets } = readConfig({ DATA_DIR: dataDir });
	expect(secrets).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
	expect(readConfig({ DATA_DIR: dataDir }).secrets).toEqual(secrets);
	expect(readFileSync(join(dataDir, "development-secret"), "utf8")).toBe(secrets[0]);
	expect(statSync(join(dataDir, "development-secret")).mode & 0o777).toBe(0o600);
	expect(statSync(dataDir).mode & 0o777).toBe(0o700);
});

test("in production the secrets must be given", () => {
	const env = { NODE_ENV: "production", DATA_DIR: temporaryFolder() };
	expect(() => readConfig(env)).toThrow("SESSION_SECRETS is not set");
	const config = readConfig({ ...env, SESSION_SECRETS: "new, old," });
	expect(config).toMatchObject({ secrets: ["new", "old"], development: false });
});

test("ports and proxies are read as numbers and as addresses, and figures need a token", () => {
	const env = { DATA_DIR: temporaryFolder(), SESSION_SECRETS: "x" };
	expect(readConfig(env)).toMatchObject({ port: 3000, trustProxy: false });
	expect(readConfig({ ...env, PORT: "8080", TRUST_PROXY: "1" })).toMatchObject({ port: 8080, trustProxy: 1 });
	expect(readConfig({ ...env, TRUST_PROXY: "loopback, 10.0.0.0/8" }).trustProxy).toBe("loopback, 10.0.0.0/8");
	expect(readConfig(env).metricsToken).toBeNull();
	expect(readConfig({ ...env, METRICS_TOKEN: "" }).metricsToken).toBeNull();
	expect(readConfig({ ...env, METRICS_TOKEN: "x" }).metricsToken).toBe("x");
	for (const PORT of ["http", "70000", "-1"]) expect(() => readConfig({ ...env, PORT })).toThrow("PORT is");
});

test("sessions are beside the users, or where STORE says", () => {
	const DATA_DIR = temporaryFolder();
	const env = { DATA_DIR, SESSION_SECRETS: "x" };
	expect(readConfig(env).store).toBe(`sqlite:${join(DATA_DIR, "demo.sqlite")}`);
	for (const STORE of ["memory", "sqlite:x.db", "redis://h", "rediss://h", "postgres://h/d", "mysql://h/d"])
		expect(readConfig({ ...env, STORE }).store).toBe(STORE);
	for (const STORE of ["mongo://h", "x", "constructor"])
		expect(() => readConfig({ ...env, STORE })).toThrow("STORE is none: give memory");
});

test("people can sign in at Acme, but in production, and elsewhere when that is said", () => {
	const env = { DATA_DIR: temporaryFolder(), SESSION_SECRETS: "x" };
	expect(readConfig(env)).toMatchObject({ provider: "acme", origin: null });
	expect(readConfig({ ...env, NODE_ENV: "production" }).provider).toBeNull();
	const issuer = "https://id.example.com:8443/tenants/one/";
	const OIDC = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: "demo", OIDC_CLIENT_SECRET: "secret" };
	expect(readConfig({ ...env, ...OIDC, ORIGIN: "https://demo.example.com/" })).toMatchObject({
		provider: { name: "id.example.com-8443-tenants-one", issuer, clientId: "demo", clientSecret: "secret" },
		origin: "https://demo.example.com",
	});
	for (const name of ["OIDC_ISSUER", "ORIGIN"])
		expect(() => readConfig({ ...env, [name]: "here" })).toThrow(`${name} is`);
});
