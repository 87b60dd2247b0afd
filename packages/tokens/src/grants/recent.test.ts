import { expect, test } from "vitest";
import { Recent } from "./recent.ts";

const set = (revision: number) => ({ text: `${revision}`, revision, grants: new Map() });

test("the newest set of a session is known for five minutes", () => {
	const clock = { now: 0 };
	const recent = new Recent(() => clock.now);
	recent.put("a", set(2));
	recent.put("a", set(1));
	expect(recent.get("a")?.revision).toBe(2);
	expect(recent.get("b")).toBeUndefined();
	clock.now += 200_000;
	recent.put("a", set(2));
	clock.now += 99_999;
	expect(recent.get("a")?.revision).toBe(2);
	clock.now++;
	expect(recent.get("a")).toBeUndefined();
	recent.put("a", set(1));
	expect(recent.get("a")?.revision).toBe(1);
});

test("no more than a thousand are kept", () => {
	const recent = new Recent(() => 0);
	for (let count = 0; count <= 1_000; count++) recent.put(`${count}`, set(1));
	expect(recent.get("0")).toBeUndefined();
	for (const id of ["1", "1000"]) expect(recent.get(id)).toBeDefined();
});
