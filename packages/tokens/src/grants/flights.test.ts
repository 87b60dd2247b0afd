import { expect, test } from "vitest";
import { createFlights } from "./flights.ts";

/** A flight that lands when it is told to. */
function pending() {
	const { promise, resolve, reject } = Promise.withResolvers<string>();
	let begun = false;
	const fly = () => {
		begun = true;
		return promise;
	};
	return { fly, resolve, reject, hasBegun: () => begun };
}

const turns = async () => {
	for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

test("who wants the same joins, until it has landed", async () => {
	const flights = createFlights<string>();
	const [one, two] = [pending(), pending()];
	const first = flights.board("a", "line", one.fly);
	const second = flights.board("a", "line", two.fly);
	expect([first.joined, second.joined, second.flight === first.flight]).toEqual([false, true, true]);
	one.resolve("one");
	expect(await second.flight).toBe("one");
	expect(flights.board("a", "line", two.fly).joined).toBe(false);
	await turns();
	expect(two.hasBegun()).toBe(true);
	two.resolve("two");
});

test("flights of one line leave one after another, also after one that failed; those of others don't wait", async () => {
	const flights = createFlights<string>();
	const [one, two, three, other] = [pending(), pending(), pending(), pending()];
	const failing = flights.board("a", "line", one.fly);
	flights.board("b", "line", two.fly);
	flights.board("c", "line", three.fly);
	flights.board("d", "another", other.fly);
	const begun = () => [one, two, three, other].map(({ hasBegun }) => hasBegun());
	await turns();
	expect(begun()).toEqual([true, false, false, true]);
	one.reject(new Error("lost"));
	await expect(failing.flight).rejects.toThrow("lost");
	await turns();
	expect(begun()).toEqual([true, true, false, true]);
	two.resolve("two");
	await turns();
	expect(begun()).toEqual([true, true, true, true]);
});

test("a flight that fails and that nobody waits for troubles nobody", async () => {
	const flights = createFlights<string>();
	flights.board("a", "line", () => Promise.reject(new Error("lost")));
	await new Promise((resolve) => setImmediate(resolve)); // an unhandled rejection would fail the run
	expect(flights.board("a", "line", async () => "found").joined).toBe(false);
});
