/** What a client does to the server: the requests that are measured, and those that come before. */

/** One kind of request. */
export interface Scenario {
	readonly method: "GET" | "POST";
	readonly path: string;
	/** Whether each client has logged in before, and holds a session with some data. */
	readonly signedIn: boolean;
}

export const scenarios = {
	/** Looks at who is logged in, and at their data. */
	read: { method: "GET", path: "/", signedIn: true },
	/** Changes one key. */
	count: { method: "POST", path: "/count", signedIn: true },
	/** Comes without a session, and gets one that is new. */
	login: { method: "POST", path: "/login", signedIn: false },
} satisfies { [name: string]: Scenario };

/** Headers as a browser sends them to its own site; reading them is part of what a bare server does. */
export const browserHeaders = {
	Accept: "application/json",
	"Accept-Encoding": "gzip, deflate, br",
	"Accept-Language": "en-GB,en;q=0.9",
	"Sec-Fetch-Dest": "empty",
	"Sec-Fetch-Mode": "cors",
	"Sec-Fetch-Site": "same-origin",
	"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
};
