import { describe, expect, it } from "vitest";
import { countTests } from "./tests.ts";

const green = {
	numPassedTests: 3,
	numFailedTests: 0,
	numPendingTests: 0,
	numTodoTests: 0,
	numFailedTestSuites: 0,
	success: true,
};

describe("countTests", () => {
	it("counts what passed", () => {
		expect(countTests(green)).toEqual({ passed: 3, failed: 0 });
	});

	it.each([
		["a failed test", { numFailedTests: 1, numFailedTestSuites: 1, success: false }, { passed: 3, failed: 1 }],
		["a skipped test", { numPendingTests: 2 }, { passed: 3, failed: 2 }],
		["a test to do", { numTodoTests: 1 }, { passed: 3, failed: 1 }],
		["a file that can't be loaded", { numFailedTestSuites: 2, success: false }, { passed: 3, failed: 2 }],
		["an error outside of tests", { success: false }, { passed: 3, failed: 1 }],
		["no tests at all", { numPassedTests: 0 }, { passed: 0, failed: 1 }],
	])("counts %s as a failure", (_, report, count) => {
		expect(countTests({ ...green, ...report })).toEqual(count);
	});
});
