import { expect, test } from "vitest";
import { retrying } from "./transaction.ts";

const conflict = new Error("conflict");
const isConflict = (error: unknown) => error === conflict;

test("a conflict is tried again, until it is none", async () => {
	let turn = 0;
	const result = retrying(async () => {
		if (++turn < 4) throw conflict;
		return turn;
	}, isConflict);
	expect(await result).toBe(4);
});

test("after six tries the conflict is an error", async () => {
	let turns = 0;
	const result = retrying(async () => {
		turns++;
		throw conflict;
	}, isConflict);
	await expect(result).rejects.toBe(conflict);
	expect(turns).toBe(6);
});

test("other errors aren't tried again", async () => {
	let turns = 0;
	const result = retrying(async () => {
		turns++;
		throw new Error("other");
	}, isConflict);
	await expect(result).rejects.toThrow("other");
	expect(turns).toBe(1);
});
