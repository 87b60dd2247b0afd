/** A plugin that notices patterns in what happens to accounts. It decides nothing. */

import { ConfigurationError, type Duration, milliseconds, type Plugin, type SessionEvent } from "@sojourn/core";
import { BoundedMap } from "../bounded-map.ts";
import { impossibleJourney } from "../hijack/journey.ts";
import { siteOf } from "../hijack/networks.ts";
import { type Locate, quietly } from "../hijack/place.ts";
import { countProblems } from "../problems.ts";
import { AccountHistory } from "./account-history.ts";
import { type BurstLimit, Bursts } from "./burst.ts";
import type { Notice } from "./notice.ts";

/** So many within a time. */
export interface Burst {
	readonly count: number;
	readonly within: Duration;
}

/** The options of {@link watchAccounts}. Only `onNotice` is needed. */
export interface WatchOptions {
	/** Told every pattern, as soon as it is noticed. What it throws is ignored. */
	readonly onNotice: (notice: Notice) => void;
	/** Looks an address up in memory, such as in a `maxmind` reader. Without it, nothing is said of countries and distances. */
	readonly locate?: Locate;
	/** How many kinds of devices a user logs in from are many. Default 5 within 24 hours. */
	readonly devices?: Burst;
	/** How many failures are a burst. Default 10 within 10 minutes. */
	readonly failures?: Burst;
	/** Of how many users, and of how many addresses, something is remembered. Default 10,000. */
	readonly max?: number;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

/** A login that failed, of which only the application knows. */
export interface FailedLogin {
	/** `null` when there is no such user. */
	readonly userId: string | null;
	readonly ip: string | null | undefined;
}

/** The plugin, and what it must be told. */
export interface AccountWatch extends Plugin {
	/** To be called when a password, or another proof, was wrong. */
	failed(login: FailedLogin): void;
}

/**
 * Watches accounts: logins from a new country, from many kinds of devices, from far apart at once, tokens reused, and
 * bursts of failures. What it remembers is this process's own, bounded, and gone with it.
 *
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function watchAccounts(options: WatchOptions): AccountWatch {
	const { onNotice, max = 10_000, now = Date.now } = options;
	const problems: string[] = [];
	const limit = (name: "devices" | "failures", fallback: Burst) =>
		burstLimit(name, options[name] ?? fallback, problems);
	const devices = limit("devices", { count: 5, within: "1d" });
	const failures = limit("failures", { count: 10, within: "10m" });
	if (typeof onNotice !== "function") problems.push("onNotice is missing: give a function.");
	problems.push(...countProblems("max", max));
	if (problems.length > 0) throw new ConfigurationError(problems);

	const locate = quietly(options.locate);
	const histories = new BoundedMap<string, AccountHistory>(max);
	const bursts = { user: new Bursts(failures, max), ip: new Bursts(failures, max) };

	function tell(notice: Notice): void {
		try {
			onNotice(notice);
		} catch {
			// the listener's own concern
		}
	}

	function login(event: Extract<SessionEvent, { type: "session.login" }>): void {
		const { at, userId, sessionId, ip, device } = event;
		if (userId === null || sessionId === null) return;
		const about = { at, userId, ip };
		const history = histories.getOrMake(userId, () => new AccountHistory());
		const place = ip === null ? null : locate(ip);
		if (place?.country !== undefined && history.isNewCountry(place.country)) {
			const { country } = place;
			tell({ ...about, type: "new-country", sessionId, country, reason: `first login from ${country}` });
		}
		const labels = history.tooManyDevices(device, at, devices);
		if (labels !== null)
			tell({ ...about, type: "many-devices", devices: labels, reason: `logins from ${labels.join(", ")}` });
		for (const other of history.open) {
			const reason = other.sessionId === sessionId ? null : impossibleJourney(other, { at, place });
			if (reason !== null) tell({ ...about, type: "far-apart", sessionIds: [other.sessionId, sessionId], reason });
		}
		history.opened({ sessionId, at, place });
	}

	function ended({ at, userId, sessionId, end }: Extract<SessionEvent, { type: "session.ended" }>): void {
		if (userId === null || sessionId === null) return;
		histories.get(userId)?.closed(sessionId);
		if (end.reason !== "token-reuse") return;
		const reason = "a token was used that had been replaced: somebody has a copy";
		tell({ type: "token-reuse", at, userId, ip: null, sessionId, reason });
	}

	/** Counts a failure by user and by network. */
	function fail(at: number, userId: string | null, ip: string | null): void {
		const about = { type: "failure-burst", at, ip, failures: failures.count } as const;
		const reason = `${failures.count} failures within ${failures.within / 60_000} minutes`;
		if (userId !== null && bursts.user.isComplete(userId, at)) tell({ ...about, of: "user", userId, reason });
		const network = siteOf(ip);
		if (network !== null && bursts.ip.isComplete(network, at))
			tell({ ...about, of: "ip", userId: null, reason: `${reason}, from ${network}` });
	}

	return {
		name: "accounts",
		observe(event) {
			if (event.type === "session.login") login(event);
			else if (event.type === "session.ended") ended(event);
			else if (event.type === "session.refused" && (event.reason === "malformed" || event.reason === "forged"))
				fail(event.at, null, event.ip);
		},
		failed: ({ userId, ip = null }) => fail(now(), userId, ip),
	};
}

function burstLimit(name: string, { count, within }: Burst, problems: string[]): BurstLimit {
	problems.push(...countProblems(`${name}.count`, count, 2));
	try {
		return { count, within: milliseconds(within) };
	} catch {
		problems.push(`${name}.within is ${JSON.stringify(within)}: give milliseconds or a string such as "10m".`);
		return { count, within: 0 };
	}
}
