/** The demo as tests run it: really listening, on a free port, on a data folder that is removed afterwards. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Config, databaseFile } from "../src/config.ts";
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

export interface TestDemoOptions {
	/** Its time is now when left out. */
	readonly clock?: Clock;
	/** Where its sessions are; beside its users when left out. */
	readonly store?: string;
	/** As `METRICS_TOKEN`. */
	readonly metricsToken?: string;
	/** Where people can sign in as well; nowhere when left out. */
	readonly provider?: Config["provider"];
}

const secrets = ["a-secret-of-tests-which-is-long-enough-0123456789"];

/** Starts the demo for one test. */
export async function startTestDemo(options: TestDemoOptions = {}): Promise<TestDemo> {
	const dataDir = mkdtempSync(join(tmpdir(), "sojourn-demo-"));
	onTestFinished(() => rmSync(dataDir, { recursive: true }));
	const { clock = { now: Date.now() } } = options;
	const config: Config = {
		dataDir,
		store: `sqlite:${join(dataDir, databaseFile)}`,
		port: 0,
		secrets,
		development: true,
		trustProxy: false,
		metricsToken: null,
		provider: null,
		origin: null,
		...options,
		now: () => clock.now,
	};
	return startOn(config, clock);
}

async function startOn(config: Config, clock: Clock): Promise<TestDemo> {
	const running: RunningDemo = await startDemo(config);
	let stopped: Promise<void> | undefined;
	const stop = () => {
		stopped ??= running.stop();
		return stopped;
	};
	onTestFinished(stop);
	return {
		url: running.url,
		dataDir: config.dataDir,
		clock,
		async restart() {
			await stop();
			return startOn(config, clock);
		},
	};
}
