/** The applications of the front page and of "Getting started", run as they are printed. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { codeBlocks } from "./code-blocks.ts";

const docs = fileURLToPath(new URL("..", import.meta.url));
let server: ChildProcess | undefined;
let folder: string | undefined;

afterEach(() => {
	server?.kill();
	if (folder !== undefined) rmSync(folder, { recursive: true });
});

/** Runs a page's first block, which must listen on port 3000, on a free port; gives its address. */
async function start(page: string): Promise<string> {
	const [block] = codeBlocks(readFileSync(join(docs, "src/content/docs", page), "utf8"));
	const port = await freePort();
	// In this package's folder, so that it finds what it imports.
	mkdirSync(join(docs, ".examples"), { recursive: true });
	folder = mkdtempSync(join(docs, ".examples/"));
	const file = join(folder, "server.ts");
	writeFileSync(file, block?.code.replace(".listen(3000)", `.listen(${port}, () => console.log("listening"))`) ?? "");
	const secret = "a-secret-for-the-examples-of-the-documentation-0123456789";
	const started = spawn(process.execPath, [file], {
		env: { ...process.env, SESSION_SECRET: secret, SESSION_SECRETS: secret },
		stdio: ["ignore", "pipe", "inherit"],
	});
	server = started;
	await new Promise<void>((resolve, reject) => {
		started.stdout?.once("data", () => resolve());
		started.once("exit", (code) => reject(new Error(`The example of ${page} ended with ${code}.`)));
	});
	return `http://127.0.0.1:${port}`;
}

async function freePort(): Promise<number> {
	const probe = createServer().listen(0, "127.0.0.1");
	await new Promise((resolve) => probe.once("listening", resolve));
	const { port } = probe.address() as { port: number };
	await new Promise((resolve) => probe.close(resolve));
	return port;
}

/** A client with a cookie jar for one cookie. */
function client(url: string) {
	let cookie = "";
	return {
		get cookie() {
			return cookie;
		},
		async send(method: string, path: string, body?: object, presented = cookie) {
			const response = await fetch(url + path, {
				method,
				headers: { cookie: presented, "content-type": "application/json" },
				...(body && { body: JSON.stringify(body) }),
			});
			cookie = response.headers.get("set-cookie")?.split(";", 1)[0] ?? cookie;
			return { status: response.status, text: await response.text() };
		},
	};
}

test("the front page: log in, see the device, log out", async () => {
	const { send } = client(await start("index.mdx"));
	expect((await send("GET", "/devices")).status).toBe(401);
	expect((await send("POST", "/login", { email: "ada@example.com" })).status).toBe(204);
	const { items } = JSON.parse((await send("GET", "/devices")).text);
	expect(items).toMatchObject([{ userId: "ada@example.com", isCurrent: true }]);
	expect((await send("POST", "/logout")).status).toBe(204);
	expect((await send("GET", "/devices")).status).toBe(401);
});

test("getting started: what the page says that its commands answer", async () => {
	const browser = client(await start("getting-started.md"));
	expect((await browser.send("GET", "/")).text).toBe("Hello stranger, visit 1.\n");
	expect((await browser.send("GET", "/")).text).toBe("Hello stranger, visit 2.\n");
	const login = { email: "ada@example.com", password: "correct horse battery staple" };
	expect((await browser.send("POST", "/login", { ...login, password: "wrong" })).status).toBe(401);
	expect((await browser.send("POST", "/login", login)).status).toBe(204);
	expect((await browser.send("GET", "/")).text).toBe("Hello ada@example.com, visit 3.\n");
	expect(JSON.parse((await browser.send("GET", "/me")).text)).toMatchObject({ user: "ada@example.com" });
	const old = browser.cookie;
	expect((await browser.send("POST", "/logout")).status).toBe(204);
	expect(await browser.send("GET", "/me", undefined, old)).toEqual({
		status: 401,
		text: '{"error":{"code":"session-ended","reason":"logout"}}',
	});
});
