/** What a store offers depends on its client. */

import { sampleRecord } from "@sojourn/core/testing";
import { expect, test } from "vitest";
import { clients, connectedClients, freshPrefix } from "./combinations.ts";

test.each(Object.keys(connectedClients))(
	"%s: listens, and reads are never behind",
	async (name) => {
		const { store, close } = await connectedClients[name]!();
		expect(["subscribe" in store(), "readFresh" in store()]).toEqual([true, false]);
		await close();
	},
	60_000,
);

test("@upstash/redis: nothing to listen to; a fresh read asks the primary, by a script", async () => {
	const { store, close } = await clients["@upstash/redis, Redis over REST"]!();
	const rest = store({ prefix: freshPrefix() });
	if (!("readFresh" in rest)) throw new Error("A store over REST must have readFresh().");
	expect("subscribe" in rest).toBe(false);
	const record = sampleRecord(Date.now());
	await rest.create(record);
	expect(await rest.readFresh(record.id)).toEqual(record);
	expect(await rest.readFresh("nobody-has-this-id")).toBeNull();
	expect(await rest.readFresh("*")).toBeNull();
	await close();
});
