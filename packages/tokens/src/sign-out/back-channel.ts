/** The endpoint at which a provider says that somebody signed out there (OpenID Connect Back-Channel Logout 1.0). */

import { ConfigurationError } from "@sojourn/core";
import { type Answer, jsonAnswer, noStore } from "../answer.ts";
import type { SignInProvider } from "../provider/sign-in-provider.ts";
import { createProviderLogout, type ProviderLogoutOptions } from "./provider-logout.ts";
import {
	isObject,
	type Message,
	MessageError,
	type Sender,
	senderOf,
	tolerance,
	verifyMessage,
} from "./signed-message.ts";

export interface BackChannelOptions extends ProviderLogoutOptions {
	/** Who may sign users out, by the names that reports have. */
	readonly providers: { readonly [name: string]: Pick<SignInProvider, "issuer" | "clientId" | "verificationKey"> };
	/** Takes logout tokens that don't say that they are (`typ`), for providers of old. Default `false` (ASVS 5.0, 10.5.5). */
	readonly allowUntyped?: boolean;
}

export interface BackChannelLogout {
	/**
	 * Takes what was posted: ends the provider's session that a logout token names (`sid`), or all of a user's (`sub`), as
	 * `invalidated: provider-logout`. Needs no session and no cookie. Never rejects.
	 *
	 * @param form the body: the text that came, or an object that a parser made of it
	 * @returns 200 when the sessions are over, 400 with the reason otherwise (section 2.8)
	 */
	handle(form: unknown): Promise<Answer>;
}

const event = "http://schemas.openid.net/event/backchannel-logout";

/** In seconds. Providers send the token at once, and let it live for two minutes. */
const maxAge = 10 * 60;

const done: Answer = { status: 200, headers: [noStore], body: "" };

/** @throws ConfigurationError when there are no providers */
export function createBackChannelLogout(options: BackChannelOptions): BackChannelLogout {
	const { providers, allowUntyped = false, now = Date.now } = options;
	if (Object.keys(providers).length === 0)
		throw new ConfigurationError(["providers is empty: name who may sign users out."]);
	const senders: { [name: string]: Sender } = {};
	for (const [name, { issuer, clientId: audience, verificationKey }] of Object.entries(providers))
		senders[name] = { issuer, audience, verificationKey };
	const types = allowUntyped ? ["logout+jwt", "jwt", undefined] : ["logout+jwt"];
	const logout = createProviderLogout(options, (maxAge + 2 * tolerance) * 1000);

	async function take(form: unknown): Promise<void> {
		const parsed = typeof form === "string" ? Object.fromEntries(new URLSearchParams(form)) : form;
		const token = isObject(parsed) ? parsed.logout_token : undefined;
		const [provider, sender] = senderOf(token, senders);
		const message = await verifyMessage(token as string, sender, { types, maxAge, now });
		const problem = problemOf(message);
		if (problem !== null) throw new MessageError("invalid_request", problem);
		const { jti, iat, sid, sub } = message;
		const { issuer } = sender;
		const party = { issuer, sid: sid as string | undefined, sub };
		const first = await logout({ provider, by: "back-channel", issuer, jti, party, at: iat });
		if (!first) throw new MessageError("invalid_request", "it came before");
	}

	return {
		async handle(form) {
			try {
				await take(form);
				return done;
			} catch (error) {
				const refused = error instanceof MessageError;
				const problem = refused
					? `The logout token is refused: ${error.message}.`
					: "The logout failed: try again later.";
				return jsonAnswer(400, { error: refused ? "invalid_request" : "logout_failed", error_description: problem });
			}
		},
	};
}

/** What is wrong with the claims of which logout tokens have rules of their own (section 2.6). */
function problemOf({ exp, events, nonce, sid, sub }: Message): string | null {
	if (exp === undefined) return "it has no exp";
	if (events[event] === undefined) return "its events aren't a logout";
	if (nonce !== undefined) return "it has a nonce, as ID tokens have";
	if (!isTextOrNothing(sid)) return "its sid is no text";
	if (!isTextOrNothing(sub)) return "its sub is no text";
	return sid === undefined && sub === undefined ? "it has neither sid nor sub" : null;
}

function isTextOrNothing(claim: unknown): boolean {
	return claim === undefined || (typeof claim === "string" && claim !== "");
}
