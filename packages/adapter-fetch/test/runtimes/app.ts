/** A small application, once as a function and once (under `/hono`) as Hono's, for runtimes that aren't Node. */

import { createSessions, memoryStore, type Session } from "@sojourn/core";
import { Hono } from "hono";
import { streamText } from "hono/streaming";
import { session as honoSession, requireSession, sessionErrors } from "../../src/hono/index.ts";
import { session } from "../../src/index.ts";

interface Data {
	visits?: number;
	late?: boolean;
}

const dropped: string[] = [];
const sessions = createSessions<Data>({
	store: memoryStore(),
	secrets: "a-secret-of-the-runtimes-tests-long-enough-0123456789",
	plugins: [{ name: "recorder", observe: ({ type }) => void (type === "session.write-dropped" && dropped.push(type)) }],
});

const page = ({ userId, data, info }: Session<Data>) => {
	data.visits = (data.visits ?? 0) + 1;
	return { userId, visits: data.visits, ip: info?.device.ip ?? null, dropped: dropped.length };
};

const withSession = session(sessions);

function plain(request: Request, address: string | null): Promise<Response> {
	return withSession(
		request,
		async (session) => {
			const { pathname } = new URL(request.url);
			if (pathname === "/login") await session.login("ada");
			else if (pathname === "/logout") await session.logout();
			else if (pathname === "/live") return new Response(live(session));
			else if (pathname === "/account") return Response.json(session.require().userId);
			else return Response.json(page(session));
			return Response.redirect(new URL("/", request.url), 303);
		},
		address,
	);
}

/** Changes the session after its first piece. */
function live(session: Session<Data>): ReadableStream<Uint8Array> {
	const pieces = ["begun", " over"].map((text) => new TextEncoder().encode(text));
	return new ReadableStream({
		pull(controller) {
			const piece = pieces.shift();
			if (piece === undefined) {
				session.data.late = true;
				controller.close();
			} else controller.enqueue(piece);
		},
	});
}

type Env = { Bindings: { readonly address: string | null } };
const hono = new Hono<Env>()
	.basePath("/hono")
	.use(honoSession(sessions, { getConnInfo: (c) => ({ remote: { address: c.env.address ?? "" } }) }));
hono.onError(sessionErrors());
hono.get("/", (c) => c.json(page(c.var.session)));
hono.get("/account", requireSession(), (c) => c.json(c.var.session.userId));
hono.get("/live", (c) =>
	streamText(c, async (out) => {
		await out.write("begun");
		await out.write(" over");
		c.var.session.data.late = true;
	}),
);
hono.post("/login", async (c) => {
	await c.var.session.login("ada");
	return c.redirect("/hono", 303);
});
hono.post("/logout", async (c) => {
	await c.var.session.logout();
	return c.redirect("/hono", 303);
});

/** @param address of the client, as the runtime tells it */
export async function handle(request: Request, address: string | null): Promise<Response> {
	if (new URL(request.url).pathname.startsWith("/hono")) return hono.fetch(request, { address });
	return plain(request, address);
}
