/** How an application is known at a provider, and how it speaks with it. */

import { ConfigurationError, type Duration, milliseconds, platformTimers, type Timers } from "@sojourn/core";
import type { JWK } from "jose";
import type { AuthorizationServer } from "oauth4webapi";
import { isSecure } from "./provider-fetch.ts";

/** A provider's endpoints and abilities, as RFC 8414 names them. */
export type ProviderMetadata = Omit<AuthorizationServer, "issuer">;

export interface ProviderOptions {
	/** The provider's issuer identifier, exactly as its metadata has it: `"https://accounts.example.com"`. */
	readonly issuer: string;
	/** The name under which the application is registered. */
	readonly clientId: string;
	/** Its password. Without it and without a key the application is a public client. */
	readonly clientSecret?: string;
	/** Where the password goes: into a header, or into the body with `"client_secret_post"`. Default `"client_secret_basic"`. */
	readonly clientAuthentication?: "client_secret_basic" | "client_secret_post";
	/** Its private key, where that takes the place of a password (`private_key_jwt`, RFC 7523). Its `kid` is sent. */
	readonly clientKey?: JWK;
	/** Takes the place of discovery, for providers that publish nothing of themselves. */
	readonly metadata?: ProviderMetadata;
	/**
	 * How long an attempt may take. A refresh that is given up may have been done all the same, and then its tokens are lost:
	 * don't be short. Default 10 seconds.
	 */
	readonly timeout?: Duration;
	/** How often something that failed is tried again, where it may pass by itself. Default 3. */
	readonly retries?: number;
	/** Allows plain http to loopback addresses. Default `false`. */
	readonly development?: boolean;
	/** How HTTP requests are made. Default the platform's. */
	readonly fetch?: typeof fetch;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
	/** Default the platform's. */
	readonly timers?: Timers;
}

/** Options with all choices made. */
export interface ProviderSettings
	extends Required<Omit<ProviderOptions, "clientSecret" | "clientKey" | "metadata" | "timeout">> {
	readonly clientSecret: string | undefined;
	readonly clientKey: JWK | undefined;
	readonly metadata: ProviderMetadata | undefined;
	/** In milliseconds. */
	readonly timeout: number;
}

/** @throws ConfigurationError naming everything that is unsafe or contradictory */
export function resolveProviderOptions(options: ProviderOptions): ProviderSettings {
	const { issuer, clientId, clientSecret, clientAuthentication, clientKey, metadata, retries = 3 } = options;
	const { development = false, fetch = globalThis.fetch, now = Date.now, timers = platformTimers } = options;
	const problems: string[] = [];
	const refuseIf = (wrong: boolean, problem: string) => wrong && problems.push(problem);

	const insecure = (name: string, url: unknown) =>
		refuseIf(
			!isSecure(`${url}`, development),
			`${name} is ${JSON.stringify(url)}: give an https URL, or http to a loopback address with development: true.`,
		);
	insecure("issuer", issuer);
	refuseIf(
		/[?#]/.test(`${issuer}`),
		`issuer is ${JSON.stringify(issuer)}: it has neither query nor fragment (RFC 8414).`,
	);
	for (const [name, value] of Object.entries(metadata ?? {})) {
		if (/_(?:endpoint|uri)$/.test(name)) insecure(`metadata.${name}`, value);
	}
	refuseIf(!clientId, "clientId is missing: give the name under which the application is registered.");
	refuseIf(clientSecret === "", "clientSecret is empty: give the secret, or leave it out for a public client.");
	refuseIf(
		clientSecret !== undefined && clientKey !== undefined,
		"clientSecret and clientKey are both there: give the one that is registered.",
	);
	refuseIf(
		clientAuthentication !== undefined && clientSecret === undefined,
		"clientAuthentication says where clientSecret goes, and there is none: give it, or leave both out.",
	);
	refuseIf(
		clientKey !== undefined && clientKey.d === undefined,
		"clientKey has no private part: give the private JWK.",
	);
	refuseIf(
		!(Number.isInteger(retries) && retries >= 0 && retries <= 10),
		`retries is ${retries}: give a whole number from 0 to 10.`,
	);
	const timeout = timeoutOf(options.timeout ?? "10s");
	refuseIf(
		timeout === null,
		`timeout is ${JSON.stringify(options.timeout)}: give at least 100 milliseconds, such as "10s".`,
	);
	if (problems.length > 0) throw new ConfigurationError(problems);

	return {
		...{ issuer, clientId, clientSecret, clientKey, metadata, retries, development, now, timers },
		clientAuthentication: clientAuthentication ?? "client_secret_basic",
		timeout: timeout ?? 0,
		// Some runtimes demand that fetch is called on nothing.
		fetch: (...parameters) => fetch(...parameters),
	};
}

function timeoutOf(duration: Duration): number | null {
	try {
		const time = milliseconds(duration);
		return time >= 100 ? time : null;
	} catch {
		return null;
	}
}
