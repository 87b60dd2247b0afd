import { expect, test } from "vitest";
import { alice, registered, signedIn } from "./accounts.ts";
import { Client } from "./client.ts";
import { startTestDemo } from "./running-demo.ts";

const token = "a-token-of-tests";

test("Prometheus gets figures, and nobody in them", async () => {
	const { url } = await startTestDemo({ metricsToken: token });
	const laptop = await registered(url);
	await signedIn(url);
	await laptop.send("POST", "/sessions/revoke-all?keep_current=true");
	const { status, headers, text } = await new Client(url).get("/metrics", { authorization: `Bearer ${token}` });
	expect([status, headers.get("content-type")]).toEqual([200, expect.stringMatching(/^text\/plain; version=0\.0\.4/)]);
	expect(text).toContain('sojourn_logins_total{again="false"} 2');
	expect(text).toContain('sojourn_sessions_ended_total{state="invalidated",reason="revoked"} 1');
	expect(text).toContain(
		'sojourn_store_operation_duration_seconds_count{layer="store",operation="create",result="created"} 2',
	);
	expect(text).not.toContain(alice.email);
	expect(headers.getSetCookie()).toEqual([]);
});

test("without the token there is nothing to see", async () => {
	const { url } = await startTestDemo({ metricsToken: token });
	const client = await registered(url);
	for (const authorization of ["", "Bearer", "Bearer ", `Bearer ${token}x`, `Basic ${token}`, token]) {
		const { status, headers, text } = await client.get("/metrics", { authorization });
		expect([status, headers.get("www-authenticate"), text]).toEqual([401, "Bearer", ""]);
	}
	expect((await client.get("/metrics")).status).toBe(401);
});

test("where no token is set, there are no figures, for this machine neither", async () => {
	const { url } = await startTestDemo();
	for (const authorization of ["", "Bearer ", "Bearer null", "Bearer undefined"]) {
		expect((await new Client(url).get("/metrics", { authorization })).status).toBe(404);
	}
});
