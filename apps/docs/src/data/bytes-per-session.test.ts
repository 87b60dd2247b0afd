import { expect, test } from "vitest";
import { bytesPerSession } from "./bytes-per-session.ts";

test("the figure of a store that was measured", () => {
	expect(bytesPerSession({ bytesPerSession: { redis: 970, sqlite: 700 } }, "sqlite")).toBe(700);
});

test("no figure where there is none, whatever the file holds or if there is no file", () => {
	for (const measured of [undefined, null, [], {}, { bytesPerSession: { redis: "970", sqlite: 0 } }]) {
		expect([bytesPerSession(measured, "redis"), bytesPerSession(measured, "sqlite")]).toEqual([null, null]);
	}
});
