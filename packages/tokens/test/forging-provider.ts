/** An issuer on a port of its own that signs whatever a test wants, with a key that it publishes or with another one. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
	createRemoteJWKSet,
	exportJWK,
	generateKeyPair,
	type JWTHeaderParameters,
	type JWTVerifyGetKey,
	SignJWT,
} from "jose";

export interface ForgingProvider {
	/** `http://127.0.0.1:…` */
	readonly issuer: string;
	readonly clientId: string;
	/** The keys at its `jwks_uri`. */
	readonly verificationKey: JWTVerifyGetKey;
	/** The public key that is published, as PEM-like text: what an HMAC forgery is keyed with. */
	readonly publicKeyText: string;
	/** What the token endpoint answers, in the order of its requests. */
	readonly answers: object[];
	/** Signs with the published key. */
	sign(claims: object, header?: Partial<JWTHeaderParameters>): Promise<string>;
	/** Signs with a key that nobody knows, and the same key id. */
	forge(claims: object, header?: Partial<JWTHeaderParameters>): Promise<string>;
	stop(): Promise<void>;
}

const clientId = "sojourn";

export async function startForgingProvider(): Promise<ForgingProvider> {
	const [own, foreign] = [await generateKeyPair("RS256"), await generateKeyPair("RS256")];
	const key = { ...(await exportJWK(own.publicKey)), kid: "1", use: "sig", alg: "RS256" };
	const answers: object[] = [];
	const server = createServer((request, response) => {
		response.setHeader("Content-Type", "application/json");
		response.end(JSON.stringify(answerTo(request.url ?? "")));
	}).listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	function answerTo(path: string): object | undefined {
		if (path === "/jwks") return { keys: [key] };
		if (path === "/token") return answers.shift();
		return {
			issuer,
			authorization_endpoint: `${issuer}/authorize`,
			token_endpoint: `${issuer}/token`,
			jwks_uri: `${issuer}/jwks`,
			id_token_signing_alg_values_supported: ["RS256"],
			authorization_response_iss_parameter_supported: true,
		};
	}

	const signer =
		(privateKey: CryptoKey) =>
		(claims: object, header: Partial<JWTHeaderParameters> = {}) =>
			new SignJWT({ ...claims }).setProtectedHeader({ alg: "RS256", kid: "1", ...header }).sign(privateKey);

	return {
		issuer,
		clientId,
		verificationKey: createRemoteJWKSet(new URL(`${issuer}/jwks`)),
		publicKeyText: JSON.stringify(key),
		answers,
		sign: signer(own.privateKey),
		forge: signer(foreign.privateKey),
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
