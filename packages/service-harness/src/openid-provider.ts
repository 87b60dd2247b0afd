/** An OpenID provider: oidc-provider on a port of its own, in this process. */

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientMetadata, KoaContextWithOIDC } from "oidc-provider";
import { createOpenIdBrowser, type OpenIdBrowser } from "./openid-browser.ts";
import { defaultClient, type OpenIdProviderOptions, openIdConfiguration } from "./openid-configuration.ts";
import { createOpenIdFaults, type OpenIdEndpoint, type OpenIdFaults } from "./openid-faults.ts";
import { answerInteractions } from "./openid-interactions.ts";
import { type OpenIdTokens, type SignInRequest, signInAs } from "./openid-sign-in.ts";
import { createOpenIdStore } from "./openid-store.ts";

/** What became of a refresh token that somebody presented. */
export type SpendOutcome = "refreshed" | "reused" | "refused";

/** A running provider. It speaks HTTP, so processes that this one starts reach it as well. */
export interface OpenIdProvider {
	/** `http://127.0.0.1:…` */
	readonly issuer: string;
	/** The one client there is when no `clients` were named. */
	readonly client: typeof defaultClient;
	readonly faults: OpenIdFaults;
	/** For so many milliseconds the token endpoint waits before it works. */
	latency: number;
	/** How often a refresh token was presented, by what became of it. */
	readonly spends: Readonly<Record<SpendOutcome, number>>;
	/** What becomes of the next one, as soon as that is certain, and before it is answered. */
	nextSpend(): Promise<SpendOutcome>;
	/** How many requests an endpoint saw, those that met a fault included. */
	requests(endpoint: OpenIdEndpoint): number;
	/** Adds an application. */
	addClient(metadata: Partial<ClientMetadata>): Promise<void>;
	/** A further browser of somebody, without cookies. */
	browser(user: string): OpenIdBrowser;
	/** Goes through an authorization request in the user's browser. Gives the URL that the application is called back at. */
	authorize(url: string | URL, options: { readonly user: string }): Promise<URL>;
	/** Signs a user in, in the user's browser, and gives what the application gets. */
	signIn(user: string, request?: SignInRequest): Promise<OpenIdTokens>;
	/** Signs the user out at the provider, in the user's browser: applications are told over the back channel. */
	signOut(user: string): Promise<void>;
	/** Stops listening, and forgets nothing. */
	down(): Promise<void>;
	/** Listens again. */
	up(): Promise<void>;
	stop(): Promise<void>;
}

/** Starts a provider that knows nobody and lets everybody in. */
export async function startOpenIdProvider(options: OpenIdProviderOptions = {}): Promise<OpenIdProvider> {
	// Only here: most tests want a database, and shouldn't wait for this to load.
	const { errors, Provider } = await import("oidc-provider");
	const server = createServer();
	const listen = async (port: number) => void (await once(server.listen(port, "127.0.0.1"), "listening"));
	await listen(options.port ?? 0);
	const { port } = server.address() as AddressInfo;
	const issuer = `http://127.0.0.1:${port}`;

	const store = createOpenIdStore(() => new errors.InvalidGrant(reuse));
	const provider = new Provider(issuer, openIdConfiguration(options, store, { keys: [signingKey()] }));
	const endpoints = new Map<string, OpenIdEndpoint>([
		["/.well-known/openid-configuration", "discovery"],
		...namedEndpoints.map((name) => [provider.pathFor(name), name] as const),
	]);
	const { faults, middleware } = createOpenIdFaults((path) => endpoints.get(path));
	const requests = new Map<OpenIdEndpoint, number>();
	const spends = { refreshed: 0, reused: 0, refused: 0 };
	const waiting: ((outcome: SpendOutcome) => void)[] = [];
	const browsers = new Map<string, OpenIdBrowser>();

	function count(context: KoaContextWithOIDC, outcome: SpendOutcome): void {
		if (context.oidc.params?.grant_type !== "refresh_token") return;
		spends[outcome]++;
		for (const resolve of waiting.splice(0)) resolve(outcome);
	}

	provider.on("grant.success", (context) => count(context, "refreshed"));
	provider.on("grant.error", (context, error) =>
		count(context, error.error_detail === reuse || error.error_description === reuse ? "reused" : "refused"),
	);
	provider.use(async (context, next) => {
		const endpoint = endpoints.get(context.path);
		if (endpoint !== undefined) requests.set(endpoint, (requests.get(endpoint) ?? 0) + 1);
		if (endpoint === "token" && running.latency > 0) await sleep(running.latency);
		await next();
	});
	provider.use(middleware);
	provider.use(answerInteractions(provider));
	server.on("request", provider.callback());

	function browserOf(user: string): OpenIdBrowser {
		const browser = browsers.get(user) ?? createOpenIdBrowser(issuer, user);
		browsers.set(user, browser);
		return browser;
	}

	async function close(): Promise<void> {
		const closed = new Promise<void>((resolve) => server.close(() => resolve()));
		server.closeAllConnections();
		await closed;
	}

	const running: OpenIdProvider = {
		issuer,
		client: defaultClient,
		faults,
		latency: options.latency ?? 0,
		spends,
		nextSpend: () => new Promise((resolve) => waiting.push(resolve)),
		requests: (endpoint) => requests.get(endpoint) ?? 0,
		async addClient(metadata) {
			const client = { ...defaultClient, ...metadata };
			await store.adapter("Client").upsert(client.client_id, client);
		},
		browser: (user) => createOpenIdBrowser(issuer, user),
		authorize: (url, { user }) => browserOf(user).visit(url),
		signIn(user, request = {}) {
			const endpoints = { authorization: provider.urlFor("authorization"), token: provider.urlFor("token") };
			return signInAs(request.client ?? applicationClient, request, browserOf(user), endpoints);
		},
		async signOut(user) {
			await browserOf(user).visit(provider.urlFor("end_session"));
		},
		down: close,
		up: () => listen(port),
		stop: close,
	};
	for (const client of options.clients ?? [{}]) await running.addClient(client);
	return running;
}

const applicationClient = { ...defaultClient, redirect_uri: "http://127.0.0.1/callback" };

/** What oidc-provider says of the second use of a refresh token. */
const reuse = "refresh token already used";

const namedEndpoints = [
	...["jwks", "authorization", "pushed_authorization_request", "token", "introspection", "revocation"],
	...["userinfo", "end_session"],
] as OpenIdEndpoint[];

function signingKey() {
	const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
	return { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: randomBytes(8).toString("hex") };
}
