/** The endpoint at which a provider says that somebody signed out there (OpenID Connect Back-Channel Logout 1.0). */

import { ConfigurationError } from "@sojourn/core";
import { type Answer, jsonAnswer, noStore } from "../answer.ts";
import type { SignInProvider } from "../provider/sign-in-provider.ts";
import { createProviderLogout, type ProviderLogoutOptions } from "./provider-logout.ts";
import { MessageError, type Sender, senderOf, tolerance, verifyMessage } from "./signed-message.ts";

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
	 * @param form the body, as it came or parsed
	 * @returns 200 when the sessions are over, 400 with the reason otherwise (section 2.8)
	 */
	handle(form: string | { readonly logout_token?: unknown }): Promise<Answer>;
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

	async function take(form: string | { readonly logout_token?: unknown }): Promise<void> {
		const token = typeof form === "string" ? new URLSearchParams(form).get("logout_token") : form?.logout_token;
		const [provider, sender] = senderOf(token, senders);
		const message = await verifyMessage(token as string, sender, { types, maxAge, now });
		const { jti, iat, exp, events, sid, sub, nonce } = message;
		const refuse = (problem: string): never => {
			throw new MessageError("invalid_request", problem);
		};
		if (exp === undefined) refuse("it has no exp");
		if (events[event] === undefined) refuse("its events aren't a logout");
		if (nonce !== undefined) refuse("it has a nonce, as ID tokens have");
		if (sid !== undefined && (typeof sid !== "string" || sid === "")) refuse("its sid is no text");
		if (sub !== undefined && (typeof sub !== "string" || sub === "")) refuse("its sub is no text");
		if (sid === undefined && sub === undefined) refuse("it has neither sid nor sub");
		const { issuer } = sender;
		const party = { issuer, sid: sid as string | undefined, sub };
		const first = await logout({ provider, by: "back-channel", issuer, jti, parties: [party], at: iat });
		if (!first) refuse("it came before");
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
