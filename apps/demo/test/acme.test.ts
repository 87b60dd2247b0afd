import { expect, test } from "vitest";
import { Client } from "./client.ts";
import { startTestDemo } from "./running-demo.ts";
import { signedInAtAcme } from "./test-provider.ts";

/** A browser that is asked by Acme who it is, and where. */
async function atAcme(demo: string): Promise<{ acme: Client; path: string }> {
	const begun = await new Client(demo).page("/sign-in");
	const { origin, pathname, search } = new URL(begun.headers.get("location") ?? "");
	const acme = new Client(origin);
	const asked = await acme.page(pathname + search);
	return { acme, path: asked.headers.get("location") ?? "" };
}

test("Acme takes small names only, and shows none of what it refuses", async () => {
	const { url } = await startTestDemo({ provider: "acme" });
	const { acme, path } = await atAcme(url);
	for (const user of ["", "Ada", "<b>", "a".repeat(33)]) {
		const { status, text } = await acme.submit(`${path}/login`, { user });
		expect([status, text]).toEqual([400, expect.stringContaining("That is no name at Acme.")]);
		expect(text).not.toContain("<b>");
	}
	expect((await acme.submit(`${path}/login`, { user: "ada" })).status).toBe(303);
});

test("its pages are for the browser that was sent there, and can't be framed", async () => {
	const { url } = await startTestDemo({ provider: "acme" });
	const { acme, path } = await atAcme(url);
	const page = await acme.page(path);
	expect([page.status, page.headers.get("content-security-policy")]).toEqual([
		200,
		expect.stringContaining("frame-ancestors 'none'"),
	]);
	const stranger = new Client(acme.url);
	for (const answer of [await stranger.page(path), await stranger.submit(`${path}/allow`)])
		expect([answer.status, answer.text]).toEqual([400, expect.stringContaining("begin again")]);
});

test("it knows its tokens after a restart, as the demo knows its sessions", async () => {
	const demo = await startTestDemo({ provider: "acme" });
	const ada = await signedInAtAcme(demo.url, "ada");
	expect((await ada.get("/me")).json.email).toBe("ada@acme.example");
	ada.url = (await demo.restart()).url;
	expect((await ada.send("POST", "/tokens/refresh")).json[0].history).toHaveLength(1);
});
