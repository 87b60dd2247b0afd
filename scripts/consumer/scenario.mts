import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";

interface Modules {
	readonly core: typeof import("@sojourn/core");
	readonly adapter: typeof import("@sojourn/adapter-express");
	readonly express: typeof import("express");
}

/** What a user does first: a session in memory, and one through Express. */
export async function scenario({ core, adapter, express }: Modules): Promise<void> {
	const sessions = core.createSessions<{ visits?: number }>({
		store: core.memoryStore(),
		secrets: "DmN2hxTtQpYJZkRL8sVw4bE7cUa9fKgX3oI6yHqPzSA=",
	});
	const { session } = await sessions.create({ userId: "ada", data: { visits: 1 } });
	assert.equal((await sessions.read(session.id))?.data.visits, 1);

	const app = express();
	app.use(adapter.session(sessions));
	app.post("/login", async (req, res) => {
		await req.session.login("ada");
		res.end();
	});
	app.get("/me", adapter.requireSession(), (req, res) => {
		res.send(req.session.userId);
	});
	app.use(adapter.sessionErrors());

	const server = app.listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	try {
		const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		assert.equal((await fetch(`${origin}/me`)).status, 401);
		const login = await fetch(`${origin}/login`, { method: "POST" });
		const cookie = login.headers
			.getSetCookie()
			.map((line) => line.split(";")[0])
			.join("; ");
		assert.equal(await (await fetch(`${origin}/me`, { headers: { cookie } })).text(), "ada");
		assert.equal((await sessions.list("ada")).items.length, 2);
	} finally {
		server.close();
		server.closeAllConnections();
	}
}
