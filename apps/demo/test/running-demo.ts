/** The demo as tests run it: really listening, on a free port, on a data folder that is removed afterwards. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { databaseFile } from "../src/config.ts";
import { type RunningDemo, startDemo } from "../src/server.ts";

/** A clock that tests move. */
export interface Clock {
	now: number;
}

export interface TestDemo {
	readonly url: string;
	readonly dataDir: string;
	readonly clock: Clock;
	/** Stops it and starts it on the same data folder; the port is another one. */
	restart(): Promise<TestDemo>;
}

const secrets = ["a-secret-of-tests-which-is-long-enough-0123456789"];

/**
 * Starts the demo for one test.
 *
 * @param store - Where its sessions are; beside its users when left out.
 * @param metricsToken - As `METRICS_TOKEN`.
 */
export async function startTestDemo(
	clock: Clock = { now: Date.now() },
	store?: string,
	metricsToken: string | null = null,
): Promise<TestDemo> {
	const dataDir = mkdtempSync(join(tmpdir(), "sojourn-demo-"));
	onTestFinished(() => rmSync(dataDir, { recursive: true }));
	return startOn(dataDir, clock, store ?? `sqlite:${join(dataDir, databaseFile)}`, metricsToken);
}

async function startOn(dataDir: string, clock: Clock, store: string, metricsToken: string | null): Promise<TestDemo> {
	const config = {
		dataDir,
		store,
		port: 0,
		secrets,
		development: true,
		trustProxy: false,
		metricsToken,
		now: () => clock.now,
	} as const;
	const running: RunningDemo = await startDemo(config);
	let stopped: Promise<void> | undefined;
	const stop = () => {
		stopped ??= running.stop();
		return stopped;
	};
	onTestFinished(stop);
	return {
		url: running.url,
		dataDir,
		clock,
		async restart() {
			await stop();
			return startOn(dataDir, clock, store, metricsToken);
		},
	};
}
