/** What an account's owner, or whoever watches over accounts, may want to know. */

interface About {
	/** When, in milliseconds since the epoch. */
	readonly at: number;
	/** `null` where it is about an address alone. */
	readonly userId: string | null;
	readonly ip: string | null;
	/** In words. */
	readonly reason: string;
}

/** A pattern in what happened to a user's sessions. Carries no token. */
export type Notice = About &
	(
		| { readonly type: "new-country"; readonly sessionId: string; readonly country: string }
		/** Logins from many kinds of devices in a short time. */
		| { readonly type: "many-devices"; readonly devices: readonly string[] }
		/** Two sessions are open whose logins nobody can have made on one journey. */
		| { readonly type: "far-apart"; readonly sessionIds: readonly [string, string] }
		/** A token was used that a rotation had replaced: there was a copy. */
		| { readonly type: "token-reuse"; readonly sessionId: string }
		/** Logins of a user, or from an address, that failed; or tokens of an address that weren't accepted. */
		| { readonly type: "failure-burst"; readonly of: "user" | "ip"; readonly failures: number }
	);
