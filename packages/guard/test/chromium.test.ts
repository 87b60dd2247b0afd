/** The browser's part of the fingerprint, run by Chromium: the same device at another size and in another place. */

import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fingerprintOf, sameDevice, similarity } from "../src/index.ts";
import { requestOf } from "./request.ts";

const executablePath = "/usr/bin/chromium";
const client = fileURLToPath(new URL("../src/client/index.ts", import.meta.url));

let browser: Browser;
let server: Server;
let url: string;
const requests: IncomingMessage[] = [];

beforeAll(async () => {
	if (!existsSync(executablePath)) throw new Error(`${executablePath} is missing: apt-get install chromium`);
	browser = await chromium.launch({ executablePath, args: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
	const stdin = {
		contents: 'import { reportDevice } from "./index.ts"; reportDevice();',
		resolveDir: fileURLToPath(new URL(".", `file://${client}`)),
		loader: "ts",
	} as const;
	const { outputFiles } = await build({ stdin, bundle: true, write: false, format: "esm" });
	server = createServer((req, res) => {
		requests.push(req);
		res.setHeader("Content-Type", "text/html").end(`<script type="module">${outputFiles[0]?.text}</script>`);
	}).listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}, 60_000);

afterAll(async () => {
	await browser?.close();
	server?.close();
});

/** What the server knows of a person's device at their second visit. */
async function visitTwice(options: BrowserContextOptions) {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	await page.goto(url);
	await page.goto(`${url}again`);
	await context.close();
	const { headers } = requests.findLast((request) => request.url === "/again") as IncomingMessage;
	return fingerprintOf(requestOf(headers as Record<string, string>));
}

test("the page reports the device, and a move to another screen and place leaves it the same", async () => {
	const desk = {
		locale: "de-DE",
		timezoneId: "Europe/Berlin",
		screen: { width: 1920, height: 1080 },
		viewport: { width: 1200, height: 900 },
	};
	const known = await visitTwice(desk);
	expect(known).toMatchObject({ timeZone: "Europe/Berlin", screen: "1920x1080", os: "Linux", languages: ["de-de"] });
	expect(known.colorDepth).toBeGreaterThan(0);
	expect(known.platform).toMatch(/Linux/);

	const travelling = {
		...desk,
		timezoneId: "Asia/Tokyo",
		screen: { width: 1280, height: 800 },
		viewport: { width: 1280, height: 700 },
	};
	const { score } = similarity(known, await visitTwice(travelling));
	expect(score).toBeGreaterThanOrEqual(sameDevice);
	expect(score).toBeLessThan(1);
});
