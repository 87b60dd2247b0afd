/** Signing in at an OpenID provider, and its tokens: the one place where all of that is set up. */

import type { Audit } from "@sojourn/audit";
import type { Session } from "@sojourn/core";
import {
	type BackChannelLogout,
	createBackChannelLogout,
	createProvider,
	createSessionIndex,
	createSignIn,
	createTokens,
	type Ledger,
	type SignedIn,
	type SignIn,
	signOutUrl,
	type TokenEvent,
	type TokenEventDetails,
	type Tokens,
} from "@sojourn/tokens";
import type { Config, ProviderAccess } from "./config.ts";
import type { DemoSessions } from "./sessions.ts";
import { createUserinfo, type Userinfo } from "./userinfo.ts";
import { signedOut } from "./visitor.ts";

declare module "@sojourn/audit" {
	interface AuditDetails extends TokenEventDetails {}
}

/** A provider that people can sign in at. */
export interface DemoProvider {
	/** For people, and for what is kept of its tokens. */
	readonly name: string;
	readonly issuer: string;
	/** Where a link to it leads: on this site, whatever other name it is visited by. */
	readonly signInUrl: string;
	readonly signIn: SignIn;
	/** What it granted to each session. */
	readonly tokens: Tokens;
	/** Its API. */
	readonly userinfo: Userinfo;
	/** Takes its word that somebody signed out there. */
	readonly backChannel: BackChannelLogout;
	/** Makes the session that of the user who signed in. */
	logIn(session: Session<object>, userId: string, signedIn: SignedIn): Promise<void>;
	/** Where to sign out there, and come back; `null` where it has no such place. */
	signOutUrl(): Promise<string | null>;
}

/** What the demo asks for: who somebody is, and tokens that last. */
const scope = "openid email offline_access";

export const paths = { callback: "/sign-in/callback", backChannel: "/back-channel-logout" };

/** How the demo is to be known at its provider. */
export function registrationOf(origin: string) {
	return {
		client_name: "Sojourn's demo",
		redirect_uris: [origin + paths.callback],
		post_logout_redirect_uris: [origin + signedOut],
		grant_types: ["authorization_code", "refresh_token"],
		backchannel_logout_uri: origin + paths.backChannel,
		backchannel_logout_session_required: true,
	};
}

/** @param origin - Where browsers reach the demo. */
export function createDemoProvider(
	{ name, ...access }: ProviderAccess,
	origin: string,
	{ sessions, ledger, log }: { readonly sessions: DemoSessions; readonly ledger: Ledger; readonly log: Audit },
	{ secrets, development, now = Date.now }: Config,
): DemoProvider {
	const provider = createProvider({ ...access, development, now });
	const providers = { [name]: provider };
	const shared = { sessions, ledger, providers, report: (event: TokenEvent) => log.record(event), now };
	const tokens = createTokens({ ...shared, secrets });
	const index = createSessionIndex(ledger, now);
	return {
		name,
		issuer: access.issuer,
		signInUrl: `${origin}/sign-in`,
		signIn: createSignIn({ provider, redirectUri: origin + paths.callback, scope, ledger, secrets, development, now }),
		tokens,
		userinfo: createUserinfo(access.issuer, name, tokens),
		backChannel: createBackChannelLogout(shared),

		async logIn(session, userId, signedIn) {
			const { methods, level, claims } = signedIn;
			await session.login(userId, { methods, level });
			await tokens.keep(session, name, signedIn.tokens, signedIn);
			await index.remember(session, claims);
		},

		signOutUrl: () => signOutUrl(provider, { redirectUri: origin + signedOut }),
	};
}
