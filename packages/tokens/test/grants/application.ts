/** A small Express application that calls an API with its users' tokens. */

import { createHash } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { session, sessionErrors } from "@sojourn/adapter-express";
import type { SessionData, SessionStore, Sessions } from "@sojourn/core";
import express from "express";
import type { Tokens } from "../../src/index.ts";

/** What a token is told apart by, without giving it away. */
export const fingerprint = (token: string): string => createHash("sha256").update(token).digest("hex").slice(0, 16);

/** Serves `GET /token` with the fingerprint of a valid access token. */
export async function startApplication(sessions: Sessions<SessionData, SessionStore>, tokens: Tokens) {
	const withSession = session(sessions);
	const app = express();
	app.use(withSession);
	app.get("/token", async (req, res) => {
		const { accessToken } = await tokens.getAccessToken(withSession.of(req), { force: "force" in req.query });
		res.json({ token: fingerprint(accessToken) });
	});
	app.use(sessionErrors());
	const server = app.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** Asks an application for a token. */
export async function askForToken(url: string, cookie: string, query = ""): Promise<TokenAnswer> {
	const response = await fetch(`${url}/token${query}`, { headers: { cookie: `__Host-Http-sid=${cookie}` } });
	const body = await response.json();
	return { status: response.status, token: body.token, reason: body.error?.reason };
}

export interface TokenAnswer {
	readonly status: number;
	readonly token?: string;
	readonly reason?: string;
}
