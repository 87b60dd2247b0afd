/** A password that a request brings, compared with the user's: not more often than is good for the account. */

import type { Audit } from "@sojourn/audit";
import type { AccountWatch } from "@sojourn/guard";
import {
	type Counters,
	createRateLimits,
	type RateLimitError,
	type RateLimits,
	type RateSubject,
} from "@sojourn/guard/rate-limit";
import type { Request } from "express";
import { InputError } from "./input.ts";
import type { User, Users } from "./users.ts";
import { addressOf } from "./visitor.ts";

interface Attempt extends RateSubject {
	readonly ip: string | null;
	readonly email: string;
}

/** Compares passwords, counting by account and by network how often that is asked for. */
export class PasswordCheck {
	readonly #users: Users;
	readonly #log: Audit;
	readonly #accounts: AccountWatch;
	readonly #limits: RateLimits<"network" | "account", Attempt>;

	constructor(users: Users, counters: Counters, log: Audit, accounts: AccountWatch) {
		this.#users = users;
		this.#log = log;
		this.#accounts = accounts;
		this.#limits = createRateLimits({
			counters,
			rules: {
				network: { max: 30, window: "15m", by: "ip" },
				account: { max: 10, window: "15m", by: ({ email }: Attempt) => email },
			},
		});
	}

	/**
	 * The user whose email and password these are; `undefined` when they aren't.
	 *
	 * @throws RateLimitError when it was tried too often, whether or not anybody has that email
	 */
	async of(req: Request, email: string, password: string): Promise<User | undefined> {
		const attempt = { email, ip: addressOf(req) };
		await this.#limits.consume("network", attempt);
		await this.#limits.consume("account", attempt);
		const user = await this.#users.authenticate(email, password);
		if (user !== undefined) await this.#limits.reset("account", attempt);
		else this.#note(attempt);
		return user;
	}

	/** An email that nobody has is the concern of nobody but those who watch the network that it comes from. */
	#note({ email, ip }: Attempt): void {
		const user = this.#users.findByEmail(email);
		this.#accounts.failed({ userId: user?.id ?? null, ip });
		if (user !== undefined) this.#log.record({ type: "password.wrong", userId: user.id, ip, details: {} });
	}
}

/** The same, for the form that the password was sent with. */
export function tooManyAttempts({ retryAfter, status, code }: RateLimitError): InputError {
	const minutes = Math.ceil(retryAfter / 60);
	const time = minutes === 1 ? "a minute" : `${minutes} minutes`;
	return new InputError(status, code, "form", `Too many attempts. Try again in ${time}.`);
}
