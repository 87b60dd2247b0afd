/** An application's servers, with sessions that hold tokens of a real provider, for the tests of grants. */

import { createSessions, memoryStore, type SessionData, type SessionOptions, type SessionStore } from "@sojourn/core";
import { type OpenIdProvider, type OpenIdTokens, startOpenIdProvider } from "@sojourn/service-harness";
import {
	createProvider,
	createTokens,
	type Ledger,
	memoryLedger,
	type TokenEvent,
	type TokenProvider,
	type TokenResponse,
	type TokensOptions,
} from "../../src/index.ts";
import { secrets } from "./secrets.ts";

/** How long access tokens live, in seconds as OAuth has it. */
export const life = 3600;

/** Starts a provider whose tokens live for an hour. Its own clock isn't moved. */
export const startAcme = (options: Parameters<typeof startOpenIdProvider>[0] = {}): Promise<OpenIdProvider> =>
	startOpenIdProvider({ ttl: { accessToken: life }, ...options });

/** What a sign-in gives, as `keep` takes it. */
export function responseOf(tokens: OpenIdTokens, now: number): TokenResponse {
	return {
		accessToken: tokens.access_token,
		tokenType: tokens.token_type as TokenResponse["tokenType"],
		expiresAt: now + tokens.expires_in * 1000,
		refreshToken: tokens.refresh_token ?? null,
		idToken: tokens.id_token ?? null,
		scope: tokens.scope,
	};
}

export interface SettingOptions extends Partial<TokensOptions<SessionData>> {
	readonly store?: SessionStore;
	readonly session?: Partial<SessionOptions<SessionData, SessionStore>>;
	/** Stands in front of the provider. */
	readonly around?: (provider: TokenProvider) => TokenProvider;
}

/** One clock, one store and one ledger, for as many servers as a test wants. */
export function createSetting(acme: OpenIdProvider, base: SettingOptions = {}) {
	const clock = { now: Date.now() };
	const now = () => clock.now;
	const store = base.store ?? memoryStore();
	const ledger: Ledger = base.ledger ?? memoryLedger();
	const events: TokenEvent[] = [];
	const client = { clientId: acme.client.client_id, clientSecret: acme.client.client_secret };
	const provider = createProvider({ issuer: acme.issuer, ...client, development: true, now });

	return {
		clock,
		store,
		ledger,
		events,
		provider,
		/** The types of what was reported, and its details. */
		told: () => events.map(({ type, details }) => ({ type, ...details })),

		/** A server: tokens with a memory of their own. */
		server({ session = base.session, around = base.around, ...own }: SettingOptions = {}) {
			const sessions = createSessions({ store, secrets, ...session });
			const providers = { acme: around?.(provider) ?? provider };
			const report = (event: TokenEvent) => void events.push(event);
			const { store: _store, session: _session, around: _around, ...rest } = base;
			const tokens = createTokens({ sessions, secrets, ledger, report, providers, now, ...rest, ...own });
			/** The session as a new request reads it. */
			const read = async (id: string) => {
				const found = await sessions.read(id);
				if (found === null) throw new Error(`There is no session ${id}.`);
				return found;
			};
			return {
				sessions,
				tokens,
				read,
				/** A session of a user who has signed in. Gives its id, its cookie, and what the provider said. */
				async signIn(user = "ann", request: Parameters<OpenIdProvider["signIn"]>[1] = {}) {
					const { session, token: cookie } = await sessions.create({ userId: user });
					const granted = await acme.signIn(user, request);
					const facts = { subject: user, resource: request.resource };
					await tokens.keep(await read(session.id), "acme", responseOf(granted, clock.now), facts);
					return { id: session.id, cookie, granted };
				},
			};
		},
	};
}

export type Server = ReturnType<ReturnType<typeof createSetting>["server"]>;

const minute = 60_000;

/** Moves the clock to when a token that was just granted should be refreshed, and still works. */
export const untilDue = (life * 1000 - 4 * minute) as number;

/** Moves the clock to when it doesn't work any more. */
export const untilOver = life * 1000;
