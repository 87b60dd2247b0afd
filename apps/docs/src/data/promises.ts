/** What is promised, by the ids that tests bear. */

export interface Promise {
	readonly id: string;
	readonly text: string;
	/** Where it comes from. */
	readonly source?: string;
}

export const promises: Readonly<
	Record<"sessions" | "cookies" | "seals" | "cross-site" | "providers", readonly Promise[]>
> = {
	sessions: [
		{
			id: "S1",
			text: "Ids and secrets come from a cryptographic random number generator: 128 and 256 bits.",
			source: "ASVS 7.2.3",
		},
		{ id: "S2", text: "A token that the server didn't issue is never adopted." },
		{
			id: "S3",
			text: "A login and every change of privilege give a new token; the old one dies.",
			source: "ASVS 7.2.4",
		},
		{ id: "S4", text: "Logout ends the session on the server.", source: "ASVS 7.4.1" },
		{ id: "S5", text: "The idle timeout is enforced on the server.", source: "ASVS 7.3.1" },
		{ id: "S6", text: "So is the absolute lifetime, whatever the activity.", source: "ASVS 7.3.2" },
		{
			id: "S7",
			text: "A user's sessions can be listed and revoked, one and all. No list carries a token.",
			source: "ASVS 7.5.2",
		},
		{ id: "S8", text: "A change of password can end the other sessions.", source: "ASVS 7.4.3" },
		{ id: "S9", text: "A limit of sessions per user is exact, under racing logins too.", source: "ASVS 7.1.2" },
		{ id: "S10", text: "A dump of the store yields no usable token." },
		{
			id: "S11",
			text: "Events, logs, errors, traces, metrics, audit trails and responses never carry a token.",
			source: "ASVS 16.2.5",
		},
		{ id: "S12", text: "A route can demand a recent or stronger login.", source: "ASVS 7.5.3" },
		{ id: "S13", text: "Nothing brings an ended session back, not even a request that was still running." },
		{
			id: "S14",
			text: "With the guard, a large change of client asks for a login, and a small one doesn't.",
		},
	],
	cookies: [
		{ id: "C1", text: "The cookie has the prefix __Host- and Secure.", source: "ASVS 3.3.1" },
		{ id: "C2", text: "SameSite is always set.", source: "ASVS 3.3.2" },
		{ id: "C3", text: "HttpOnly is always set, and the value is nowhere but in Set-Cookie.", source: "ASVS 3.3.4" },
		{
			id: "C4",
			text: "Name and value stay within 4096 bytes; sealed values that don't are split, or refused with an error.",
			source: "ASVS 3.3.5",
		},
		{ id: "C5", text: "No cookie holds readable personal data." },
		{
			id: "C6",
			text: "Responses that set a cookie, or are for a logged-in user, carry Cache-Control: no-store.",
			source: "ASVS 14.3.2",
		},
		{ id: "C7", text: "A visitor who left nothing gets no cookie." },
		{ id: "C8", text: "Several cookies of the same name are harmless." },
		{
			id: "C9",
			text: "Logout expires the cookie with matching attributes and sends Clear-Site-Data.",
			source: "ASVS 14.3.1",
		},
	],
	seals: [
		{ id: "T1", text: "A seal is bound to its purpose and to its cookie's name." },
		{ id: "T2", text: "What was tampered with gives no session, and never an error of the server." },
	],
	"cross-site": [
		{
			id: "X1",
			text: "Unsafe methods are refused from other sites, by Fetch Metadata and Origin.",
			source: "ASVS 3.5.1",
		},
		{ id: "X2", text: "Other sites can link to pages, and load nothing else.", source: "ASVS 3.5.8" },
	],
	providers: [
		{
			id: "O1",
			text: "An ID token with any one thing wrong signs nobody in.",
			source: "OpenID Connect Core 1.0, 3.1.3.7",
		},
		{
			id: "O4",
			text: "However many requests find an expired token, in however many processes, the refresh token is spent once. A session that ends meanwhile stays ended.",
		},
		{
			id: "O6",
			text: "Who signs out at the provider is signed out here. A message with any one thing wrong signs nobody out.",
			source: "Back-Channel Logout 1.0, 2.6",
		},
		{ id: "X7", text: "So is whose session a provider revokes.", source: "OpenID CAEP 1.0" },
	],
};
