import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAccessible } from "./accessibility.ts";
import { alice, bob } from "./accounts.ts";
import { anotherHost, launchChromium, Person } from "./chromium.ts";
import { Client, firefox, iphone } from "./client.ts";
import { startTestDemo } from "./running-demo.ts";

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
}, 60_000);
afterAll(() => browser?.close());

test.each([true, false])(
	"a person signs a device out, and it is told why (JavaScript: %s)",
	async (javaScriptEnabled) => {
		const { url } = await startTestDemo();
		const laptop = await Person.open(browser, { baseURL: url, userAgent: firefox, javaScriptEnabled });
		const phone = await Person.open(browser, {
			baseURL: url,
			userAgent: iphone,
			javaScriptEnabled,
			viewport: { width: 390, height: 844 },
		});

		await register(laptop);
		await expectDevices(laptop, ["Firefox on Linux This device"]);

		await phone.page.goto("/login");
		await phone.page.getByLabel("Email").fill(alice.email);
		await phone.page.getByLabel("Password").fill(alice.password);
		await phone.page.getByRole("button", { name: "Sign in" }).click();
		await phone.page.waitForURL("**/sessions");
		await expectDevices(phone, ["Safari on iOS This device", "Firefox on Linux"]);

		await laptop.page.reload();
		await expectDevices(laptop, ["Firefox on Linux This device", "Safari on iOS"]);
		await laptop.page.getByRole("region", { name: "Was this you?" }).getByRole("button", { name: "Yes" }).click();
		await laptop.page.getByRole("status").getByText("Safari on iOS stays signed in.").waitFor();
		expect(await laptop.page.getByText("Was this you?").count()).toBe(0);
		const other = laptop.page.getByRole("listitem", { name: "Safari on iOS" });
		await other.getByText("Rename").click();
		await other.getByLabel("Name").fill("Old <b>phone</b>");
		await other.getByRole("button", { name: "Save" }).click();
		await laptop.page.getByRole("status").getByText("Renamed to “Old <b>phone</b>”.").waitFor();
		await expectDevices(laptop, ["Firefox on Linux This device", "Old <b>phone</b>"]);

		await laptop.page.getByRole("button", { name: "Sign out Old <b>phone</b>" }).click();
		await laptop.page.getByRole("status").getByText("The device is signed out.").waitFor();
		await expectDevices(laptop, ["Firefox on Linux This device"]);

		await phone.page.reload();
		await phone.page.waitForURL("**/login");
		await phone.page.getByRole("status").getByText("You were signed out from another device.").waitFor();

		await laptop.page.getByRole("button", { name: "Sign out" }).click();
		await laptop.page.getByText("You are signed out.").waitFor();
		await laptop.close();
		await phone.close();
	},
);

test("a person whose login is old is asked for the password before it is changed", async () => {
	const { url, clock } = await startTestDemo();
	const person = await Person.open(browser, { baseURL: url });
	await register(person);

	clock.now += 6 * 60_000;
	await person.page.getByRole("link", { name: "Settings" }).click();
	await person.page.getByRole("link", { name: "Change password" }).click();
	await person.page.waitForURL("**/confirm");
	await person.page.getByLabel("Password").fill(alice.password);
	await person.page.getByRole("button", { name: "Confirm" }).click();
	await person.page.waitForURL("**/settings/password");
	await person.page.getByLabel("New password").fill(bob.password);
	await person.page.getByRole("button", { name: "Change password" }).click();
	await person.page.getByRole("status").getByText("Your password is changed").waitFor();
	await person.close();
});

test("a person who mistyped too often is told when to try again", async () => {
	const { url } = await startTestDemo();
	const client = new Client(url);
	for (let attempt = 0; attempt < 10; attempt++) await client.send("POST", "/login", alice);
	const person = await Person.open(browser, { baseURL: url, javaScriptEnabled: false });
	await person.page.goto("/login");
	await person.page.getByLabel("Email").fill(alice.email);
	await person.page.getByLabel("Password").fill(alice.password);
	const answered = person.page.waitForResponse((response) => response.request().method() === "POST");
	await person.page.getByRole("button", { name: "Sign in" }).click();
	expect((await answered).status()).toBe(429);
	await person.page.getByRole("alert").getByText("Too many attempts. Try again in 15 minutes.").waitFor();
	expect(await person.page.getByLabel("Email").inputValue()).toBe(alice.email);
	// Not closed by itself: Chromium complains there that an answer was a 429.
});

test.each(["light", "dark"] as const)("pages are accessible (%s)", async (colorScheme) => {
	const { url } = await startTestDemo();
	const person = await Person.open(browser, { baseURL: url, colorScheme });
	for (const path of ["/", "/login", "/register"]) await expectAccessibleAt(person, path);
	await register(person);
	for (const path of ["/", "/sessions", "/activity", "/settings", "/settings/password", "/confirm"])
		await expectAccessibleAt(person, path);
	await person.page.goto("/activity");
	const session = await person.page.getByRole("link", { name: "this session" }).first().getAttribute("href");
	await expectAccessibleAt(person, session ?? "");
	await person.close();
});

test("a person on another device of the local network gets in over plain http", async () => {
	const { url } = await startTestDemo();
	const person = await Person.open(browser, { baseURL: url.replace("localhost", anotherHost) });
	await register(person);
	// Not closed by itself: Chromium complains there that it ignores what it takes from https and localhost only.
});

/** From the front page to an account. */
async function register({ page }: Person): Promise<void> {
	await page.goto("/");
	await page.getByRole("main").getByRole("link", { name: "Register" }).click();
	await page.getByLabel("Email").fill(alice.email);
	await page.getByLabel("Password").fill(alice.password);
	await page.getByRole("button", { name: "Create account" }).click();
	await page.waitForURL("**/sessions");
}

async function expectDevices({ page }: Person, titles: readonly string[]): Promise<void> {
	const headings = page.getByRole("listitem").getByRole("heading");
	expect(await headings.allInnerTexts().then((texts) => texts.map((text) => text.replace(/\s+/g, " ")))).toEqual(
		titles,
	);
}

async function expectAccessibleAt({ page }: Person, path: string): Promise<void> {
	await page.goto(path);
	await expectAccessible(page);
}
