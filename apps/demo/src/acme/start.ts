/** Acme, whose accounts people can sign in with: an OpenID provider that runs beside the demo. */

import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import express from "express";
import { type ClientMetadata, Provider } from "oidc-provider";
import { assets } from "../assets.ts";
import type { Config, ProviderAccess } from "../config.ts";
import { acmeConfiguration } from "./configuration.ts";
import { interactionRoutes } from "./interactions.ts";
import { acmeStore } from "./store.ts";

export interface Acme {
	/** Begins to answer. @param application - The one that there is, but for its name and secret. */
	serve(application: Omit<ClientMetadata, "client_id">): ProviderAccess;
	stop(): void;
}

/**
 * Listens on this machine only, on the port after the demo's: accounts there are known by its address, so it should be the
 * same one each time. If that port is taken, on any.
 */
export async function startAcme({ dataDir, port, secrets }: Config): Promise<Acme> {
	const server = await listen(port === 0 ? 0 : port + 1).catch(() => listen(0));
	server.unref(); // the demo's own server keeps the process alive
	const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const database = new SqliteDatabase(join(dataDir, "acme.sqlite"));
	database.pragma("journal_mode = WAL");

	return {
		serve(application) {
			const client = { client_id: "sojourn-demo", client_secret: randomBytes(32).toString("base64url") };
			const cookieSecret = createHmac("sha256", secrets[0] ?? "")
				.update("acme")
				.digest("base64url");
			const provider = new Provider(
				issuer,
				acmeConfiguration(acmeStore(database), { ...application, ...client }, cookieSecret),
			);
			const app = express().disable("x-powered-by").use("/assets", assets());
			server.on("request", app.use(interactionRoutes(provider)).use(provider.callback()));
			return { name: "Acme", issuer, clientId: client.client_id, clientSecret: client.client_secret };
		},
		stop() {
			server.close();
			server.closeAllConnections();
			database.close();
		},
	};
}

/** @throws Error when the port is taken, or is none */
async function listen(port: number): Promise<Server> {
	const server = createServer();
	await once(server.listen(port, "127.0.0.1"), "listening");
	return server;
}
