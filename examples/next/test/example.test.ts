/** The example as people use it: built, started, and in a browser. */

import { fileURLToPath } from "node:url";
import { type OpenIdProvider, startOpenIdProvider } from "@sojourn/service-harness";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, Person } from "../../../apps/demo/test/chromium.ts";
import { buildNextApp, startNextApp } from "../../../packages/adapter-next/test/next-app.ts";
import { freePort } from "../../../packages/service-harness/src/ports.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));
let built: string;
let app: Awaited<ReturnType<typeof startNextApp>>;
let browser: Browser;
let acme: OpenIdProvider;

beforeAll(async () => {
	built = buildNextApp(folder);
	const port = await freePort();
	const origin = `http://127.0.0.1:${port}`;
	acme = await startOpenIdProvider({
		clients: [
			{
				redirect_uris: [`${origin}/api/sign-in/callback`],
				backchannel_logout_uri: `${origin}/api/back-channel-logout`,
				backchannel_logout_session_required: true,
			},
		],
	});
	const { client_id: CLIENT_ID, client_secret: CLIENT_SECRET } = acme.client;
	const environment = { ORIGIN: origin, ISSUER: acme.issuer, CLIENT_ID, CLIENT_SECRET };
	[app, browser] = await Promise.all([startNextApp(folder, port, environment), launchChromium()]);
}, 120_000);
afterAll(async () => {
	await browser?.close();
	await app?.close();
	await acme?.stop();
});

const open = () => Person.open(browser, { baseURL: app.url });

async function logIn({ page }: Person, user: string): Promise<void> {
	await page.goto("/login");
	await page.getByLabel("Name").fill(user);
	await page.getByRole("button", { name: "Log in" }).click();
	await page.getByRole("heading", { name: `Notes of ${user}` }).waitFor();
}

/** Marks the document, so that one can tell whether it was loaded anew. */
async function mark(page: Page): Promise<() => Promise<boolean>> {
	await page.evaluate(() => Object.assign(window, { marked: true }));
	return () => page.evaluate(() => "marked" in window);
}

test("pages without a session are static, the others dynamic", () => {
	expect(built).toContain("○ /about\n");
	for (const path of ["/", "/account", "/devices", "/login"]) expect(built).toContain(`ƒ ${path}\n`);
});

test("from the login back to where the visitor was; soft and hard navigation; an action", async () => {
	const ada = await open();
	const { page } = ada;
	await page.goto("/devices?from=here");
	await page.waitForURL("**/login?reason=session-required&returnTo=%2Fdevices%3Ffrom%3Dhere");
	const stays = await mark(page);
	await page.getByLabel("Name").fill("ada");
	await page.getByRole("button", { name: "Log in" }).click();
	await page.waitForURL("**/devices?from=here");
	await page.getByText("(this one)").waitFor();
	await page.getByText("Logged in as ada.").waitFor();

	await page.getByRole("link", { name: "Notes" }).click();
	await page.getByRole("heading", { name: "Notes of ada" }).waitFor();
	await page.getByLabel("Note").fill("buy apples");
	await page.getByRole("button", { name: "Add" }).click();
	await page.getByRole("listitem").getByText("buy apples").waitFor();
	await page.getByRole("link", { name: "About" }).click();
	await page.getByText("the same for everybody").waitFor();
	expect(await stays()).toBe(true);

	await page.goto("/about");
	const hydrated = await mark(page);
	await page.getByRole("link", { name: "Notes" }).click();
	await page.getByRole("listitem").getByText("buy apples").waitFor();
	expect(await hydrated()).toBe(true);
	await page.reload();
	await page.getByRole("listitem").getByText("buy apples").waitFor();
	await ada.close();
});

test("a logout in one tab is seen in the other", async () => {
	const ada = await open();
	await logIn(ada, "ada");
	const other = await ada.page.context().newPage();
	await other.goto("/account");
	await other.getByText("Logged in as ada.").waitFor();
	await ada.page.getByRole("button", { name: "Log out" }).click();
	await ada.page.getByText("Nobody is logged in.").waitFor();
	await other.waitForURL("**/login?reason=*");
	await ada.close();
});

test("a device that was logged out lands on the login page, with the reason", async () => {
	const [laptop, phone] = [await open(), await open()];
	await logIn(laptop, "bob");
	await logIn(phone, "bob");
	await laptop.page.goto("/devices");
	await laptop.page.getByRole("main").getByRole("listitem").getByRole("button", { name: "Log out" }).click();
	await expect.poll(() => laptop.page.getByRole("listitem").count()).toBe(1);
	await phone.page.getByRole("link", { name: "Devices" }).click();
	await phone.page.waitForURL("**/login?reason=revoked&returnTo=%2Fdevices");
	await phone.page.getByRole("status").getByText("You were logged out from another device.").waitFor();
	await laptop.close();
	await phone.close();
});

test("signing in at a provider, and out there", async () => {
	const ann = await open();
	const { page } = ann;
	await page.goto("/devices");
	await page.getByRole("link", { name: "Sign in with Acme" }).click();
	await page.getByLabel("Name").fill("ann");
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.waitForURL(`${app.url}/devices`);
	await page.getByText("Logged in as ann of Acme.").waitFor();
	await page.getByRole("link", { name: "Notes" }).click();
	await page.getByText("We may act for you at acme: openid offline_access").waitFor();

	await page.goto(`${acme.issuer}/session/end`);
	await page.getByRole("button", { name: "Sign out" }).click();
	await page.waitForURL(`${acme.issuer}/session/end/success`);
	await page.goto(`${app.url}/account`);
	await page.getByRole("status").getByText("You signed out at Acme.").waitFor();
	await ann.close();
});
