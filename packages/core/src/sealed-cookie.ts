/** A small value kept by the browser, sealed: an OAuth transaction, a flash message, "remember this device". */

import { type CookieOptions, cookieProblems, resolveCookie, type SetCookie, sessionCookie } from "./cookie.ts";
import { chunkCookie, expireChunks, joinChunks } from "./cookie-chunks.ts";
import { type Duration, parseDuration } from "./duration.ts";
import { ConfigurationError } from "./errors.ts";
import { createKeyRing, isKeyRing, type KeyRing, type Secrets } from "./key-ring.ts";
import { type OpenedSeal, sealerOf, sealerProblems } from "./seal.ts";

export interface SealedCookieOptions {
	/** The cookie's name. Best with the prefix `__Host-Http-` (see {@link CookieOptions.name}), which needs https. */
	readonly name: string;
	/** What the value is for, such as `"oauth-transaction"`. A seal of one purpose means nothing to another. */
	readonly purpose: string;
	/** The first seals, all of them open. */
	readonly secrets: Secrets | KeyRing;
	/** How long it lives, at least a second. Enforced by the seal; the browser is asked to drop it then, too. */
	readonly ttl: Duration;
	readonly cookie?: Omit<CookieOptions, "name" | "persistent">;
	/** Allows plain http. Default `false`. */
	readonly development?: boolean;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

/** Takes and gives `Cookie` headers as they came, and cookies to set with {@link serializeCookie}. */
export interface SealedCookie {
	/**
	 * Seals a value.
	 *
	 * @param header - The request's `Cookie` header, so that what is left of a longer value is expired.
	 * @returns the cookies to set: several if the value is too large for one.
	 * @throws InvalidArgumentError when it is too large for three, which is at about 9,000 bytes.
	 */
	write(value: string, header?: string): Promise<SetCookie[]>;

	/** Opens the cookie; `null` when there is none that is whole, unchanged, ours and in time. Never throws. */
	read(header: string | undefined): Promise<OpenedSeal | null>;

	/** The cookies to set so that the browser forgets those of the request. */
	clear(header: string | undefined): SetCookie[];
}

/**
 * Makes a {@link SealedCookie}.
 *
 * @throws ConfigurationError naming everything that is wrong with the options.
 */
export function createSealedCookie(options: SealedCookieOptions): SealedCookie {
	const { name, purpose, secrets, development = false, now = Date.now } = options;
	const cookieOptions: CookieOptions = { ...options.cookie, name };
	const ttl = parseDuration(options.ttl) ?? 0;
	const problems = [...sealerProblems(secrets, purpose), ...cookieProblems(cookieOptions, development)];
	if (ttl < 1000) problems.push('ttl must be a second or more: give milliseconds or a string such as "10m".');
	if (problems.length > 0) throw new ConfigurationError(problems);

	const settings = resolveCookie(cookieOptions, development);
	const sealer = sealerOf(isKeyRing(secrets) ? secrets : createKeyRing(secrets), purpose, now, 5000);
	return {
		async write(value, header) {
			const sealed = await sealer.seal(value, { name, expiresAt: now() + ttl });
			return chunkCookie(sessionCookie(settings, sealed, Math.ceil(ttl / 1000)), header);
		},

		async read(header) {
			let newest: OpenedSeal | null = null;
			for (const text of joinChunks(header, name)) {
				const opened = await sealer.open(text, { name });
				if (opened !== null && opened.issuedAt >= (newest?.issuedAt ?? 0)) newest = opened;
			}
			return newest;
		},

		clear: (header) => expireChunks(sessionCookie(settings, ""), header),
	};
}
