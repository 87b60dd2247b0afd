import { nextSessions } from "@sojourn/adapter-next";
import { createSessions, memoryStore } from "@sojourn/core";

export const runtime = "edge";

const sessions = createSessions({ store: memoryStore(), secrets: "a-secret-of-the-edge-route-0123456789-abcdefghij" });
const { route } = nextSessions(sessions);

export const GET = route((session) => Response.json({ userId: session.userId, data: session.data }));

export const POST = route(async (session) => {
	session.data.on = "edge";
	await session.login("ada");
	return new Response(null, { status: 204 });
});
