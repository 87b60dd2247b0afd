/** JWTs that providers send on their own account, verified (RFC 8725): the signature, who signed, for whom, and when. */

import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { signatureAlgorithms } from "../provider/verification-key.ts";

/** Whose messages are taken, and for whom they must be. */
export interface Sender {
	readonly issuer: string;
	readonly audience: string;
	/** The public key of the sender's that a message names. */
	readonly verificationKey: JWTVerifyGetKey;
}

/** What a message must be like. */
export interface Demands {
	/** The media types that its header may name, without `application/`. `undefined`: it may name none. */
	readonly types: readonly (string | undefined)[];
	/** In seconds. */
	readonly maxAge: number;
	readonly now: () => number;
}

/** A message that isn't what it must be. */
export class MessageError extends Error {
	/** Of RFC 8935, section 2.4. */
	readonly code: "invalid_request" | "invalid_key" | "invalid_issuer" | "invalid_audience";

	constructor(code: MessageError["code"], message: string) {
		super(message);
		this.code = code;
	}
}

/** The clocks of two organisations, in seconds. */
export const tolerance = 60;

/** A message's claims, those that all of them have in the types they must be of. */
export type Message = JWTPayload & {
	readonly jti: string;
	readonly iat: number;
	readonly events: { readonly [type: string]: { readonly [member: string]: unknown } };
};

/**
 * The sender that a message claims to be from, and to be meant for. Nothing is verified by that.
 *
 * @throws MessageError when there is none
 */
export function senderOf<S extends Sender>(message: unknown, senders: { readonly [name: string]: S }): [string, S] {
	const { iss, aud } = unverified(message);
	const known = Object.entries(senders).filter(([, { issuer }]) => issuer === iss);
	const sender = known.find(([, { audience }]) => [aud].flat().includes(audience)) ?? known[0];
	if (sender === undefined) throw new MessageError("invalid_issuer", "nobody here knows who signed it");
	return sender;
}

/** @throws MessageError saying what is wrong; whatever else when the sender's keys can't be had */
export async function verifyMessage(token: string, sender: Sender, { types, maxAge, now }: Demands): Promise<Message> {
	const { issuer, audience } = sender;
	const { payload, protectedHeader } = await jwtVerify(token, sender.verificationKey, {
		issuer,
		audience,
		algorithms: signatureAlgorithms,
		maxTokenAge: maxAge,
		clockTolerance: tolerance,
		currentDate: new Date(now()),
	}).catch(refuse);
	const { jti, iat, events } = payload;
	const { typ } = protectedHeader;
	const type = typ === undefined ? undefined : `${typ}`.toLowerCase().replace(/^application\//, "");
	if (!types.includes(type)) throw new MessageError("invalid_request", `its type is ${type}`);
	if (typeof jti !== "string" || jti === "") throw new MessageError("invalid_request", "it has no jti");
	if (!isObject(events) || !Object.values(events).every(isObject))
		throw new MessageError("invalid_request", "its events aren't objects by type");
	return { ...payload, jti, iat, events } as Message;
}

function unverified(message: unknown): JWTPayload {
	try {
		return decodeJwt(message as string);
	} catch {
		throw new MessageError("invalid_request", "there is none");
	}
}

export function isObject(value: unknown): value is { readonly [member: string]: unknown } {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What `jose` says when it couldn't have the keys, rather than that something is wrong with the message. */
const unavailable: readonly string[] = [errors.JOSEError, errors.JWKSTimeout, errors.JWKSInvalid].map(
	({ code }) => code,
);

function refuse(error: unknown): never {
	if (!(error instanceof errors.JOSEError) || unavailable.includes(error.code)) throw error;
	const claim = error instanceof errors.JWTClaimValidationFailed ? error.claim : "";
	if (claim === "iss") throw new MessageError("invalid_issuer", error.message);
	if (claim === "aud") throw new MessageError("invalid_audience", error.message);
	const unsigned = error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed;
	throw new MessageError(unsigned ? "invalid_key" : "invalid_request", error.message);
}
