/** A real browser for tests: Debian's Chromium, without a network beyond this machine. */

import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

const executablePath = "/usr/bin/chromium";

/** This machine under a name that browsers don't take for their own, so that plain http from there isn't trustworthy. */
export const anotherHost = "demo.test";

const args = [
	"--headless=new",
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	`--host-resolver-rules=MAP ${anotherHost} 127.0.0.1`,
];

/** @throws Error saying how to install it, when it is missing */
export async function launchChromium(): Promise<Browser> {
	if (existsSync(executablePath)) return chromium.launch({ executablePath, args });
	throw new Error(`${executablePath} is missing, and the browser tests need it: apt-get install chromium`);
}

/** A person's browser: its own cookies, and a note of everything it complains about. */
export class Person {
	readonly page: Page;
	readonly #context: BrowserContext;
	readonly #complaints: string[] = [];

	static async open(browser: Browser, options: BrowserContextOptions): Promise<Person> {
		const context = await browser.newContext({ locale: "en-GB", ...options });
		return new Person(context, await context.newPage());
	}

	constructor(context: BrowserContext, page: Page) {
		this.#context = context;
		this.page = page;
		// Violations of the Content-Security-Policy are written to the console too.
		page.on("console", (message) => {
			if (message.type() === "error" || message.type() === "warning") this.#complaints.push(message.text());
		});
		page.on("pageerror", (error) => this.#complaints.push(error.message));
	}

	/** Closes the browser, which must not have complained about anything. */
	async close(): Promise<void> {
		await this.#context.close();
		expect(this.#complaints).toEqual([]);
	}
}
