import { expect, test } from "vitest";
import { createStoreCall } from "./store-call.ts";

/** Timers that a test fires. */
function manualTimers() {
	const set = new Set<() => void>();
	return {
		set,
		setTimeout(run: () => void) {
			set.add(run);
			return run;
		},
		clearTimeout: (timer: unknown) => void set.delete(timer as () => void),
	};
}

test("a call that is answered from memory sets no timer", async () => {
	let timersSet = 0;
	const timers = { setTimeout: () => ++timersSet, clearTimeout: () => expect.unreachable() };
	const call = createStoreCall(1000, timers, () => expect.unreachable());
	expect(await call("read", async () => 1)).toBe(1);
	await expect(createStoreCall(1000, timers, () => {})("read", () => Promise.reject("broken"))).rejects.toThrow(
		"broken",
	);
	expect(timersSet).toBe(0);
});

test("a call that takes longer has a deadline, which ends with it", async () => {
	const timers = manualTimers();
	const failures: string[] = [];
	const call = createStoreCall(1000, timers, (operation) => failures.push(operation));
	const answer = Promise.withResolvers<number>();
	const [answered, late] = [call("read", () => answer.promise), call("update", () => new Promise(() => {}))];
	await Promise.resolve();
	expect(timers.set.size).toBe(2);
	answer.resolve(1);
	expect(await answered).toBe(1);
	expect(timers.set.size).toBe(1);
	for (const fire of timers.set) fire();
	await expect(late).rejects.toMatchObject({ code: "store-unavailable", message: expect.stringContaining("1000 ms") });
	expect(failures).toEqual(["update"]);
});

test("a store that throws fails like one that rejects", async () => {
	const call = createStoreCall(1000, manualTimers(), () => {});
	const broken = () => {
		throw new Error("not a promise");
	};
	await expect(call("touch", broken)).rejects.toMatchObject({ code: "store-unavailable" });
});
