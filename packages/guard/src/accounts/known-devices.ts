/** Browsers that users have logged in from before, remembered by the browser itself: the memory outlives every session. */

import { createSealedCookie, type Duration, type SealedCookieOptions, type SetCookie } from "@sojourn/core";

/** The options of {@link createKnownDevices}. Only `secrets` is needed. */
export interface KnownDevicesOptions extends Pick<SealedCookieOptions, "secrets" | "cookie" | "development" | "now"> {
	/** The cookie's name. Default `"__Host-Http-known-device"`, and `"known-device"` in development. */
	readonly name?: string;
	/** How long a browser is remembered after a login. Default 365 days. */
	readonly ttl?: Duration;
}

/** A login, as its browser has it. */
export interface Recognition {
	/** Whether the user has logged in from this browser before, within the time that it is remembered. */
	readonly recognised: boolean;
	/** To be set on the response, each with `serializeCookie`: from now on, it is recognised. */
	readonly cookies: readonly SetCookie[];
}

/** The memory of browsers. */
export interface KnownDevices {
	/**
	 * Says whether the user is known in this browser, and remembers that from now on they are. To be called at a login that
	 * succeeded: a browser that isn't recognised is worth a notice to the user.
	 *
	 * @param header the request's `Cookie` header
	 */
	remember(userId: string, header: string | undefined): Promise<Recognition>;
	/** The cookies to set so that the browser forgets everybody. */
	forget(header: string | undefined): readonly SetCookie[];
}

/** How many users a browser remembers; the one who logged in least recently is forgotten first. */
const maxUsers = 10;

/**
 * Remembers browsers in a sealed cookie of their own, with hashes of users' ids inside: it says nothing to whoever reads
 * it, and gives nobody access. Whoever copies it is spared the notice, no more.
 *
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function createKnownDevices(options: KnownDevicesOptions): KnownDevices {
	const { development = false, ttl = "365d", ...rest } = options;
	const name = options.name ?? (development ? "known-device" : "__Host-Http-known-device");
	const cookie = createSealedCookie({ ...rest, name, ttl, development, purpose: "known-device" });
	return {
		async remember(userId, header) {
			const [user, opened] = await Promise.all([hash(userId), cookie.read(header)]);
			const users = opened?.value.split(" ") ?? [];
			const kept = [user, ...users.filter((one) => one !== user)].slice(0, maxUsers);
			return { recognised: users.includes(user), cookies: await cookie.write(kept.join(" "), header) };
		},
		forget: (header) => cookie.clear(header),
	};
}

/** Half of a SHA-256 tells users of one browser apart. */
async function hash(userId: string): Promise<string> {
	const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(userId));
	return Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
