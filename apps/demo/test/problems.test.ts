import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { expect, test, vi } from "vitest";
import { registered } from "./accounts.ts";
import { Client } from "./client.ts";
import { startTestDemo } from "./running-demo.ts";

test("what isn't there is said so, to each in its own language", async () => {
	const { url } = await startTestDemo();
	const client = new Client(url);
	const answer = await client.get("/nowhere");
	expect([answer.status, answer.json]).toEqual([404, { error: { code: "not-found", reason: "not-found" } }]);
	const page = await client.page("/nowhere");
	expect([page.status, page.text]).toEqual([404, expect.stringContaining("<h1>Not found</h1>")]);
	const malformed = await (await registered(url)).send("DELETE", "/sessions/%ff");
	expect([malformed.status, malformed.json.error.code]).toEqual([400, "bad-request"]);
});

test("requests of other sites are refused", async () => {
	const { url } = await startTestDemo();
	const client = await registered(url);
	const answer = await client.send("POST", "/logout", undefined, { "sec-fetch-site": "cross-site" });
	expect([answer.status, answer.json.error]).toEqual([403, { code: "cross-site-request", reason: "cross-site" }]);
	expect((await client.get("/me")).status).toBe(200);
	const page = await client.get("/", {
		accept: "text/html",
		"sec-fetch-site": "cross-site",
		"sec-fetch-mode": "no-cors",
	});
	expect([page.status, page.text]).toEqual([403, expect.stringContaining("<h1>Refused</h1>")]);
});

test("bodies that can't be read are refused, each with its status", async () => {
	const { url } = await startTestDemo();
	for (const [type, body, status, code, reason] of [
		["application/json", "{", 400, "bad-request", "entity-parse-failed"],
		["application/json", '"text"', 400, "bad-request", "entity-parse-failed"],
		["application/json", "[]", 400, "invalid-input", "email-missing"],
		["application/json", '{"__proto__":{"email":"a@b"}}', 400, "invalid-input", "email-missing"],
		["application/json; charset=latin1", "{}", 415, "unsupported-media-type", "charset-unsupported"],
		["text/plain", "email=a", 415, "unsupported-media-type", "unsupported-media-type"],
		["application/json", JSON.stringify({ email: "x".repeat(20_000) }), 413, "payload-too-large", "entity-too-large"],
	] as const) {
		const answer = await fetch(`${url}/login`, { method: "POST", headers: { "content-type": type }, body });
		expect([body.slice(0, 20), answer.status, await answer.json()]).toEqual([
			body.slice(0, 20),
			status,
			{ error: { code, reason } },
		]);
	}
});

test("hostile cookies are no session, and no error", async () => {
	const { url } = await startTestDemo();
	for (const cookie of ["sid=", "sid=x.y.z", `sid=${"a".repeat(8000)}`, "sid=%00; sid=%ff", "sid=__proto__"]) {
		expect((await new Client(url).get("/me", { cookie })).status).toBe(401);
	}
});

test("a database that fails is answered with 503 and 500, without its details", async () => {
	const log = vi.spyOn(console, "error").mockImplementation(() => {});
	const { url, dataDir } = await startTestDemo();
	const client = await registered(url);
	const database = new SqliteDatabase(join(dataDir, "demo.sqlite"));
	database.exec("DROP TABLE users");
	const failed = await client.get("/me");
	expect([failed.status, failed.json]).toEqual([500, { error: { code: "internal-error", reason: "internal-error" } }]);
	const tables = database.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
	for (const { name } of tables) if (!name.startsWith("sqlite_")) database.exec(`DROP TABLE ${name}`);
	database.close();

	const answer = await client.get("/me");
	expect([answer.status, answer.json.error.code]).toEqual([503, "store-unavailable"]);
	const page = await client.page("/sessions");
	expect([page.status, page.text]).toEqual([503, expect.stringContaining("<h1>Back in a moment</h1>")]);
	expect(page.text).not.toMatch(/sqlite|no such table|\.ts/i);
	expect(log).toHaveBeenCalledTimes(3);
	log.mockRestore();
});
