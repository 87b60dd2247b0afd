/** Accounts of tests. */

import { Client } from "./client.ts";

export const alice = { email: "alice@example.com", password: "correct horse battery" };
export const bob = { email: "bob@example.com", password: "staple tr0ub4dor" };

/** A client that registered, and is signed in by that. */
export async function registered(url: string, account = alice, userAgent?: string): Promise<Client> {
	const client = new Client(url, userAgent);
	await client.send("POST", "/register", account);
	return client;
}

/** A client that signed in. */
export async function signedIn(url: string, account = alice, userAgent?: string): Promise<Client> {
	const client = new Client(url, userAgent);
	await client.send("POST", "/login", account);
	return client;
}
