/** The users of a population, by their number, and the sessions that they open. */

/** What their sessions hold. */
export interface Data {
	cart: { items: number[]; currency: string };
	visits: number;
}

const client = {
	ip: "192.0.2.7",
	userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
};
const prefix = "user-";

/** A user's id, in a new string. */
export function nameOf(user: number): string {
	return prefix + user;
}

/** The user of that id. */
export function userOf(userId: string | null): number {
	return Number(userId?.slice(prefix.length));
}

/** What a user opens a session with. */
export function newSession(user: number) {
	const data: Data = { cart: { items: [user, 815], currency: "EUR" }, visits: 0 };
	return { userId: nameOf(user), client, data };
}
