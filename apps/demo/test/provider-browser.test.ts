/** Acme and the demo, which are two sites, in a real browser. */

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAccessible } from "./accessibility.ts";
import { launchChromium, Person } from "./chromium.ts";
import { startTestDemo } from "./running-demo.ts";

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
}, 60_000);
afterAll(() => browser?.close());

test.each([true, false])(
	"a person signs in with Acme, has tokens refreshed, and signs out there (JavaScript: %s)",
	async (javaScriptEnabled) => {
		const { url } = await startTestDemo({ provider: "acme" });
		const person = await Person.open(browser, { baseURL: url, javaScriptEnabled });
		const { page } = person;
		const grant = page.getByRole("region", { name: "Acme", exact: true });
		const refreshes = () => grant.getByRole("listitem").allInnerTexts();
		await page.goto("/login");
		await signInWithAcme(person);
		await page.waitForURL(`${url}/tokens`);
		await grant.getByText("openid email offline_access").waitFor();
		expect(await refreshes()).toEqual([]);

		await page.getByRole("button", { name: "Refresh now" }).click();
		await page.getByRole("status").getByText("The tokens are refreshed.").waitFor();
		expect(await refreshes()).toEqual([expect.stringMatching(/^refreshed, as you wanted: /)]);
		await page.getByRole("button", { name: "Call the API" }).click();
		await page.getByRole("status").getByText("ada@acme.example").waitFor();

		await page.getByRole("link", { name: "Sign out at Acme" }).click();
		await page.getByRole("heading", { name: "Sign out of Acme?" }).waitFor();
		await page.getByRole("button", { name: "Sign out" }).click();
		await page.waitForURL(`${url}/login?signed-out`);
		await page.getByRole("status").getByText("You signed out at your provider, and so here too.").waitFor();
		await person.close();
	},
);

test("a form signs a person out here, and leads on to Acme and back", async () => {
	const { url } = await startTestDemo({ provider: "acme" });
	const person = await Person.open(browser, { baseURL: url });
	const { page } = person;
	await page.goto("/register");
	await signInWithAcme(person);
	await page.getByRole("button", { name: "Sign out here, then at Acme" }).click();
	await page.getByRole("button", { name: "Sign out" }).click();
	await page.waitForURL(`${url}/login?signed-out`);
	await page.getByRole("status").getByText("You are signed out.").waitFor();

	await page.getByRole("link", { name: "Sign in with Acme" }).click();
	await page.getByLabel("Name").fill("ada");
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByRole("button", { name: "Refuse" }).click();
	await page.getByRole("alert").getByText("You refused. Nothing was changed.").waitFor();
	// Not closed by itself: Chromium complains that the answer was a 401.
});

test.each(["light", "dark"] as const)(
	"Acme's pages and that of the tokens are accessible (%s)",
	async (colorScheme) => {
		const { url } = await startTestDemo({ provider: "acme" });
		const person = await Person.open(browser, { baseURL: url, colorScheme, bypassCSP: true });
		const { page } = person;
		await page.goto("/sign-in");
		await expectAccessible(page);
		await page.getByLabel("Name").fill("ada");
		await page.getByRole("button", { name: "Sign in" }).click();
		await expectAccessible(page);
		await page.getByRole("button", { name: "Allow" }).click();
		await page.getByRole("button", { name: "Refresh now" }).click();
		await expectAccessible(page);
		await page.getByRole("button", { name: "Revoke" }).click();
		await page.getByText("There are none now.").waitFor();
		await expectAccessible(page);
		await page.getByRole("link", { name: "Sign out at Acme" }).click();
		await expectAccessible(page);
		await person.close();
	},
);

/** From a page with the link to it, to the page of the tokens. */
async function signInWithAcme({ page }: Person): Promise<void> {
	await page.getByRole("link", { name: "Sign in with Acme" }).click();
	await page.getByLabel("Name").fill("ada");
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByRole("button", { name: "Allow" }).click();
	await page.getByRole("heading", { name: "Your tokens" }).waitFor();
}
