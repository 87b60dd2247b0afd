/** Sessions that a provider revokes: CAEP's session-revoked, pushed as a security event token (RFC 8417, RFC 8935). */

import { ConfigurationError } from "@sojourn/core";
import { type Answer, jsonAnswer, noStore } from "../answer.ts";
import { createProviderLogout, type ProviderLogoutOptions } from "./provider-logout.ts";
import { MessageError, type Sender, senderOf, tolerance, verifyMessage } from "./signed-message.ts";
import { partyOf } from "./subject.ts";

/** Who sends signals: `{ issuer, audience, verificationKey }`, which a provider of `createProvider` has but for `audience`. */
export interface Transmitter extends Sender {
	/** The OpenID issuer whose users and sessions it may speak of. Default: its own. */
	readonly subjects?: string;
}

export interface SharedSignalsOptions extends ProviderLogoutOptions {
	/** Who may revoke sessions, by the names that reports have. */
	readonly transmitters: { readonly [name: string]: Transmitter };
}

/** What was pushed. */
export interface PushedSignal {
	/** The request's `Content-Type` header. */
	readonly contentType: string | null | undefined;
	/** The request's body, as text. */
	readonly body: string;
}

export interface SharedSignals {
	/**
	 * Takes a security event token. A session-revoked ends the sessions that came of the provider's session, or all of the
	 * user's, as `invalidated: provider-logout`; other events are taken and left. Needs no session and no cookie. Never
	 * rejects.
	 *
	 * @returns 202 when it was taken, also when it was before; 400 with `{ err, description }`; 503 when it should be sent
	 * again (RFC 8935, section 2)
	 */
	handle(signal: PushedSignal): Promise<Answer>;
}

const sessionRevoked = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";

/** In seconds. Transmitters send again until somebody answers, and a receiver may be down for hours. */
const maxAge = 86_400;

const longest = 65_536;

/** @throws ConfigurationError when there are no transmitters */
export function createSharedSignals(options: SharedSignalsOptions): SharedSignals {
	const { transmitters, now = Date.now } = options;
	if (Object.keys(transmitters).length === 0)
		throw new ConfigurationError(["transmitters is empty: name who may revoke sessions."]);
	const logout = createProviderLogout(options, (maxAge + 2 * tolerance) * 1000);

	async function take({ contentType, body }: PushedSignal): Promise<void> {
		if (!/^application\/secevent\+jwt\s*(;|$)/i.test(contentType ?? "") || body.length > longest)
			throw new MessageError("invalid_request", "the body is no application/secevent+jwt");
		const [provider, transmitter] = senderOf(body, transmitters);
		const message = await verifyMessage(body, transmitter, { types: ["secevent+jwt"], maxAge, now });
		const { jti, iat, exp, sub, sub_id: subject, events } = message;
		// An ID token or an access token has these, and a security event mustn't (Shared Signals Framework 1.0, section 4.1).
		if (exp !== undefined || sub !== undefined) throw new MessageError("invalid_request", "it has an exp or a sub");
		const revoked = events[sessionRevoked];
		if (revoked === undefined) return;
		const { issuer, subjects = issuer } = transmitter;
		// Before version 1.0 the subject was the event's.
		const party = partyOf(subject ?? revoked.subject, subjects);
		await logout({ provider, by: "shared-signal", issuer, jti, party, at: iat });
	}

	return {
		async handle(signal) {
			try {
				await take(signal);
				return { status: 202, headers: [noStore], body: "" };
			} catch (error) {
				if (!(error instanceof MessageError)) return { status: 503, headers: [noStore], body: "" };
				const { status, headers, body } = jsonAnswer(400, {
					err: error.code,
					description: `The event is refused: ${error.message}.`,
				});
				return { status, headers: [...headers, ["Content-Language", "en"]], body };
			}
		},
	};
}
