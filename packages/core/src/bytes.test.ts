import { expect, test } from "vitest";
import { allocate } from "./bytes.ts";

test("arrays are as long as asked for, of zeros, and none has a byte of another", () => {
	const lengths = [0, 1, 64, 100, 1_000, 2_048, 2_049, 8_192, 8_193];
	const arrays = Array.from({ length: 500 }, (_, i) => allocate(lengths[i % lengths.length] as number));
	for (const [i, array] of arrays.entries()) {
		expect(array).toHaveLength(lengths[i % lengths.length] as number);
		expect(array.every((byte) => byte === 0)).toBe(true);
		array.fill((i % 255) + 1);
	}
	for (const [i, array] of arrays.entries()) expect(array.every((byte) => byte === (i % 255) + 1)).toBe(true);
});
