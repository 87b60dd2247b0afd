import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Count } from "./count.ts";
import { run } from "./run.ts";

/** Of vitest's JSON report, what is counted. */
interface Report {
	readonly numPassedTests: number;
	readonly numFailedTests: number;
	readonly numPendingTests: number;
	readonly numTodoTests: number;
	readonly numFailedTestSuites: number;
	readonly success: boolean;
}

/**
 * Runs every test of the repository. A test that is skipped or put off counts as failed, and so does a file that can't
 * be loaded or a run without tests: what didn't run proves nothing.
 */
export function runTests(): Count {
	const folder = mkdtempSync(join(tmpdir(), "sojourn-tests-"));
	const file = join(folder, "report.json");
	try {
		let failure: unknown;
		try {
			run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
		} catch (error) {
			failure = error;
		}
		const count = countTests(JSON.parse(readFileSync(file, "utf8")));
		return failure === undefined || count.failed > 0 ? count : { ...count, failed: 1 };
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** The numbers of a report. */
export function countTests(report: Report): Count {
	const {
		numPassedTests: passed,
		numFailedTests,
		numPendingTests,
		numTodoTests,
		numFailedTestSuites,
		success,
	} = report;
	const failed = numFailedTests + numPendingTests + numTodoTests;
	if (failed > 0) return { passed, failed };
	return { passed, failed: passed === 0 || !success ? Math.max(1, numFailedTestSuites) : 0 };
}
