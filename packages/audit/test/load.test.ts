import { describe, expect, test } from "vitest";
import { audit } from "../src/index.ts";
import { sinks } from "./sinks.ts";

/** What 10 seconds of 10,000 events a second are. */
const events = 100_000;
const atATime = 1_000;

describe.each(Object.entries(sinks))("%s", (_name, open) => {
	test("takes 100,000 events, each once", async () => {
		const { sink, arrived, close } = await open();
		try {
			const log = audit({ sinks: [sink], queue: 20_000 });
			for (let count = 0; count < events; count += atATime) {
				for (let one = 0; one < atATime; one++) {
					log.record({ type: "session.renamed", userId: `user ${one}`, sessionId: `s${one}`, details: {} });
				}
				while ((log.stats()[0]?.waiting ?? 0) > 10_000) await new Promise((resolve) => setTimeout(resolve, 5));
			}
			await log.close({ within: "60s" });
			expect(log.stats()).toMatchObject([{ written: events, dropped: 0, waiting: 0, failures: 0 }]);
			const ids = await arrived();
			expect([ids.length, new Set(ids).size]).toEqual([events, events]);
		} finally {
			await close();
		}
	}, 120_000);
});
