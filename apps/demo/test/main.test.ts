import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { alice, registered } from "./accounts.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** Starts the demo as `npm start` does, and waits for its first line. */
async function start(env: Record<string, string>): Promise<{ line: string; demo: ChildProcess }> {
	const demo = spawn(process.execPath, [main], {
		env: { PATH: process.env.PATH, ...env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	onTestFinished(() => {
		demo.kill("SIGKILL");
	});
	const lines = [demo.stdout, demo.stderr].map((input) => once(createInterface({ input }), "line"));
	const [line] = await Promise.race(lines);
	return { line, demo };
}

async function stop(demo: ChildProcess): Promise<number | null> {
	demo.kill("SIGTERM");
	const [code] = await once(demo, "exit");
	return code;
}

test("the demo starts on nothing, stops when told to, and knows its users when it starts again", async () => {
	const dataDir = mkdtempSync(join(tmpdir(), "sojourn-main-"));
	onTestFinished(() => rmSync(dataDir, { recursive: true }));
	const env = { PORT: "0", DATA_DIR: join(dataDir, "data") };

	const first = await start(env);
	expect(first.line).toMatch(/^Sojourn's demo is at http:\/\/localhost:\d+$/);
	const client = await registered(first.line.replace(/^.* /, ""));
	const begun = await client.page("/sign-in");
	expect(begun.headers.get("location")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/auth\?/);
	expect(await stop(first.demo)).toBe(0);

	const second = await start(env);
	client.url = second.line.replace(/^.* /, "");
	expect((await client.get("/me")).json.email).toBe(alice.email);

	const third = await start({ ...env, PORT: new URL(client.url).port });
	expect(third.line).toBe("The port is taken: set PORT to another one.");
	expect(await stop(second.demo)).toBe(0);
});

test.each([
	[{ STORE: "redis://127.0.0.1:1" }, "Redis: connect ECONNREFUSED 127.0.0.1:1"],
	[
		{ STORE: "postgres://demo:password@127.0.0.1:1/demo" },
		"The session store at postgres://127.0.0.1:1/demo can't be used",
	],
	[{ STORE: "mysql://demo:password@127.0.0.1:1/demo" }, "The session store at mysql://127.0.0.1:1/demo can't be used"],
	[
		{ STORE: "sqlite:/no/such/folder/sessions.db" },
		"The session store at sqlite:/no/such/folder/sessions.db can't be used",
	],
	[{ STORE: "elsewhere" }, "STORE is none: give memory"],
	[{ OIDC_ISSUER: "http://id.example.com" }, "These options can't be used:"],
])("with %j it says what is wrong and doesn't start", async (env, message) => {
	const dataDir = mkdtempSync(join(tmpdir(), "sojourn-main-"));
	onTestFinished(() => rmSync(dataDir, { recursive: true }));
	const { line, demo } = await start({ PORT: "0", DATA_DIR: dataDir, ...env });
	expect(line).toContain(message);
	if (demo.exitCode === null) await once(demo, "exit");
	expect(demo.exitCode).toBe(1);
});
