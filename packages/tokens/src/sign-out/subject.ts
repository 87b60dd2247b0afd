/** Whom a security event is about (RFC 9493, and the complex subjects of the Shared Signals Framework). */

import type { Party } from "./session-index.ts";
import { isObject, MessageError } from "./signed-message.ts";

/**
 * The party that a subject identifier names: a user by `iss_sub`, a provider's session by `opaque`; of a complex subject its
 * `session`, otherwise its `user`.
 *
 * @param issuer of whom the sender may speak
 * @throws MessageError for subjects of other issuers and other formats
 */
export function partyOf(subject: unknown, issuer: string): Party {
	const refuse = (problem: string): never => {
		throw new MessageError("invalid_request", problem);
	};
	if (!isObject(subject)) return refuse("it doesn't say whom it is about");
	const { format, id, iss, sub, session, user } = subject;
	if (format === "opaque" && isText(id)) return { issuer, sid: id };
	if (format === "iss_sub" && isText(sub))
		return iss === issuer ? { issuer, sub } : refuse("its subject is another issuer's");
	const part = session ?? user;
	if ((format === "complex" || format === undefined) && isObject(part) && isSimple(part)) return partyOf(part, issuer);
	return refuse("its subject is neither iss_sub nor opaque nor complex");
}

function isText(value: unknown): value is string {
	return typeof value === "string" && value !== "";
}

function isSimple({ format }: { readonly format?: unknown }): boolean {
	return format === "opaque" || format === "iss_sub";
}
