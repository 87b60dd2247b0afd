/** The application that the HTTP contract runs against: written once, served by each adapter in its framework's idiom. */

import { serializeCookie } from "../../cookie.ts";
import type { ProtectionOptions } from "../../protection.ts";
import type { SealedCookie } from "../../sealed-cookie.ts";
import type { LoginDemand, Session } from "../../session.ts";
import type { Sessions } from "../../sessions.ts";

/** Session data of the contract's application. */
export interface ContractData {
	[key: string]: unknown;
}

/** What a route is given. */
export interface ContractContext {
	readonly session: Session<ContractData>;
	readonly query: URLSearchParamsLike;
	/** The response's nonce, the way the framework hands it to its views. */
	readonly nonce: string;
	/** The request's Cookie header. */
	readonly cookie: string | undefined;
}

/** As much of `URLSearchParams` as the application uses. */
export interface URLSearchParamsLike {
	get(name: string): string | null;
}

/** What a route answers, to be said in the framework's own way. */
export interface ContractReply {
	/** Default 200. */
	readonly status?: number;
	readonly headers?: readonly (readonly [name: string, value: string])[];
	/** Sent with the framework's usual call. */
	readonly body?: string;
	/** Sent piece by piece, each as soon as it comes. */
	readonly stream?: AsyncIterable<string>;
	/** Where to redirect to, with the framework's usual call and status 303. */
	readonly redirect?: string;
}

/** A route. What its handler throws goes to the framework's error handling. */
export interface ContractRoute {
	readonly method: "GET" | "POST";
	readonly path: string;
	/** To be guarded by the adapter's guard for logged-in users, or for recent logins if it demands more. */
	readonly guard?: LoginDemand;
	handle(context: ContractContext): ContractReply | Promise<ContractReply>;
}

/** The application of one case. */
export interface ContractApp {
	readonly sessions: Sessions<ContractData>;
	readonly routes: readonly ContractRoute[];
	/** What the adapter is to be told beside the sessions. */
	readonly protection: ProtectionOptions;
}

const json = (value: unknown, status = 200): ContractReply => ({
	status,
	headers: [["Content-Type", "application/json"]],
	body: JSON.stringify(value),
});
const done: ContractReply = { status: 204 };

/**
 * The routes. `/wait` and `/live` let the test say when they go on.
 *
 * @param gate is awaited by `/wait` before it changes anything, and by `/live` after its first piece
 */
export function contractRoutes(
	sessions: Sessions<ContractData>,
	sealed: SealedCookie,
	gate: { readonly arrived: () => void; readonly opened: Promise<void> },
): readonly ContractRoute[] {
	const get = (path: string, handle: ContractRoute["handle"], guard?: LoginDemand): ContractRoute => ({
		method: "GET",
		path,
		handle,
		...(guard && { guard }),
	});
	const post = (path: string, handle: ContractRoute["handle"]): ContractRoute => ({ method: "POST", path, handle });
	const key = (query: URLSearchParamsLike): string => query.get("key") ?? "key";

	/** Begins at once, and later does something with the session. */
	async function* live(session: Session<ContractData>, late: string | null): AsyncGenerator<string> {
		yield "begun ";
		await gate.opened;
		if (late === "login") yield await session.login("ada").then(String, (error) => error.code);
		else session.data.late = true;
		if (late === "commit") await session.commit();
		yield " over";
	}

	return [
		get("/", () => ({ body: "hello" })),
		get("/read", ({ session }) =>
			json({ id: session.id, userId: session.userId, data: session.data, ended: session.ended?.reason ?? null }),
		),
		get("/nonce", ({ nonce }) => ({ body: nonce })),
		get("/missing", ({ nonce }) => ({ status: 404, body: nonce })),
		get("/guarded", ({ session }) => json({ userId: session.userId }), {}),
		get("/sensitive", () => json({ ok: true }), { within: "10m" }),
		get("/strong", () => json({ ok: true }), { level: 2, methods: ["otp"] }),
		get(
			"/devices",
			async ({ session }) => json((await sessions.list(session.userId ?? "", { current: session.id })).items),
			{},
		),
		post("/set", ({ session, query }) => {
			session.data[key(query)] = query.get("value") ?? "x".repeat(Number(query.get("bytes") ?? 1));
			return done;
		}),
		post("/unset", ({ session, query }) => {
			delete session.data[key(query)];
			return done;
		}),
		post("/login", async ({ session, query }) => {
			const bearer = query.get("bearer") !== null;
			const otp = query.get("otp") !== null;
			return json(
				await session.login(query.get("user") ?? "user", {
					bearer,
					methods: otp ? ["pwd", "otp"] : ["pwd"],
					level: otp ? 2 : 1,
				}),
			);
		}),
		post("/logout", async ({ session }) => {
			await session.logout();
			return done;
		}),
		post("/rotate", async ({ session }) => json(await session.rotate())),
		post("/revoke", async ({ session, query }) =>
			json(await sessions.end(query.get("id") ?? "", { userId: session.userId ?? "" })),
		),
		post("/password", async ({ session }) => {
			await sessions.endAll(session.userId ?? "", { except: session.id, reason: "password-changed" });
			await session.rotate();
			return done;
		}),
		post("/wait", async ({ session, query }) => {
			gate.arrived();
			await gate.opened;
			session.data[key(query)] = "late";
			return done;
		}),
		get("/redirect", ({ session }) => {
			session.data.redirected = true;
			return { redirect: "/read" };
		}),
		get("/stream", ({ session }) => {
			session.data.streamed = true;
			return { stream: pieces(), headers: [["Content-Type", "text/plain"]] };
		}),
		get("/live", ({ session, query }) => {
			session.data.before = true;
			return { stream: live(session, query.get("late")), headers: [["Content-Type", "text/plain"]] };
		}),
		get("/headers", ({ session }) => {
			session.data.headers = true;
			return {
				headers: [
					["Set-Cookie", "own=1; Path=/"],
					["Cache-Control", "public, max-age=60"],
				],
				body: "own",
			};
		}),
		post("/fail", ({ session }) => {
			session.data.failed = true;
			throw new Error("the handler failed");
		}),
		post("/refuse", ({ session }) => {
			session.data.failed = true;
			throw Object.assign(new Error("the handler refused"), { status: 422 });
		}),
		post("/login-and-not-json", async ({ session, query }) => {
			await session.login(query.get("user") ?? "user");
			session.data.bad = new Map();
			return done;
		}),
		post("/login-and-fail", async ({ session, query }) => {
			await session.login(query.get("user") ?? "user");
			throw new Error("the handler failed");
		}),
		post("/not-json", ({ session, query }) => {
			session.data.good = true;
			session.data.bad =
				{ bigint: 1n, function: () => 1, symbol: Symbol("s"), infinite: 1 / 0 }[query.get("kind") ?? ""] ?? new Map();
			return done;
		}),
		post("/prototype", ({ session }) => {
			session.data.prefs = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
			return done;
		}),
		post("/seal", async ({ query, cookie }) => {
			const cookies = await sealed.write("s".repeat(Number(query.get("bytes") ?? 10)), cookie);
			return { ...done, headers: cookies.map((one) => ["Set-Cookie", serializeCookie(one)] as const) };
		}),
		get("/unseal", async ({ cookie }) => json((await sealed.read(cookie))?.value.length ?? null)),
	];
}

async function* pieces(): AsyncGenerator<string> {
	for (const piece of ["one ", "two ", "three"]) yield piece;
}
