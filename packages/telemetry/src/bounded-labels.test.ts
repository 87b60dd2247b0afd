import { expect, test } from "vitest";
import { createLabelBounds } from "./bounded-labels.ts";

test("the hundredth value of a label has its own name, the next doesn't, and those before keep theirs", () => {
	const bounded = createLabelBounds();
	for (let value = 1; value <= 100; value++) expect(bounded({ reason: `r${value}` })).toEqual({ reason: `r${value}` });
	expect(bounded({ reason: "r101", cause: "r101" })).toEqual({ reason: "other", cause: "r101" });
	expect(bounded({ reason: "r7" })).toEqual({ reason: "r7" });
});
