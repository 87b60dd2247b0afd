/** One process that serves on a port: started, watched, hurt and ended. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What can be done to a running service. */
export interface Service {
	/** Of the process that runs now; `null` when none of ours does. */
	readonly pid: number | null;
	/** Ends it in an orderly way and removes all that it kept. */
	stop(): Promise<void>;
	/** Ends it with SIGKILL. What it kept stays, for {@link restart}. */
	kill(): Promise<void>;
	/** Halts it with SIGSTOP: connections stay, answers don't come. */
	pause(): void;
	/** Lets it go on after {@link pause}. */
	resume(): void;
	/** Starts it again, on the same port and with the same data, after an orderly end if it still runs. */
	restart(): Promise<void>;
}

/** How a process is started. */
export interface Launch {
	readonly command: string;
	readonly args: readonly string[];
	/** From {@link guardedFolder}: where the process runs and keeps what it has. */
	readonly folder: string;
	/** The user and group it runs as; this process's when left out. */
	readonly uid?: number;
	readonly gid?: number;
	/** What ends it in an orderly way; SIGTERM when left out. */
	readonly stopSignal?: NodeJS.Signals;
	/** Whether it serves. Asked again and again until it does. */
	ready(): Promise<boolean>;
	/** Clears up what a killed process leaves outside of its folder. */
	clear?(): void;
}

/** How long a service may take to start or to end, in milliseconds. */
const patience = 30_000;
/** How often a start is tried: a port or a lock may be held for a moment by a predecessor that was killed. */
const attempts = 20;

/** Starts a process and waits until it serves. */
export async function startService(launch: Launch): Promise<Service> {
	let child: ChildProcess | null = null;
	const pidFile = join(launch.folder, "pid");
	const logFile = join(launch.folder, "log");

	async function start(): Promise<void> {
		for (let attempt = 1; ; attempt++) {
			const started = spawnLogged(launch, logFile);
			writeFileSync(pidFile, `${started.pid}`);
			if (await serves(started, launch)) {
				child = started;
				return;
			}
			rmSync(pidFile);
			if (attempt === attempts)
				throw new Error(
					`${launch.command} doesn't start. The end of its log:\n${readFileSync(logFile, "utf8").slice(-2000)}`,
				);
			await sleep(100);
		}
	}

	async function end(signal: NodeJS.Signals = launch.stopSignal ?? "SIGTERM"): Promise<void> {
		if (child === null) return;
		const ending = child;
		child = null;
		if (isRunning(ending)) {
			const gone = once(ending, "exit");
			ending.kill(signal);
			ending.kill("SIGCONT");
			const timer = setTimeout(() => ending.kill("SIGKILL"), patience);
			await gone;
			clearTimeout(timer);
		}
		rmSync(pidFile, { force: true });
	}

	await start();
	return {
		get pid() {
			return child?.pid ?? null;
		},
		async stop() {
			await end();
			launch.clear?.();
			rmSync(launch.folder, { recursive: true, force: true });
		},
		kill: () => end("SIGKILL"),
		pause: () => void child?.kill("SIGSTOP"),
		resume: () => void child?.kill("SIGCONT"),
		async restart() {
			await end();
			await start();
		},
	};
}

/** A service that somebody else runs, and that an environment variable names. It is used, and otherwise left alone. */
export function foreignService(variable: string): Service {
	const refuse = (): never => {
		throw new Error(`The service that ${variable} names isn't ours to stop. Ask for one of your own: { own: true }.`);
	};
	return { pid: null, stop: async () => {}, kill: refuse, pause: refuse, resume: refuse, restart: refuse };
}

function spawnLogged({ command, args, folder, uid, gid }: Launch, logFile: string): ChildProcess {
	const log = openSync(logFile, "a");
	try {
		const child = spawn(command, args, {
			cwd: folder,
			detached: true, // the guard ends it, not the terminal's Ctrl-C
			stdio: ["ignore", log, log],
			...(uid !== undefined && { uid }),
			...(gid !== undefined && { gid }),
		});
		child.unref();
		return child;
	} finally {
		closeSync(log);
	}
}

async function serves(child: ChildProcess, { ready }: Launch): Promise<boolean> {
	const deadline = Date.now() + patience;
	while (isRunning(child)) {
		if (await ready()) return isRunning(child);
		if (Date.now() > deadline) {
			child.kill("SIGKILL");
			return false;
		}
		await sleep(20);
	}
	return false;
}

function isRunning(child: ChildProcess): boolean {
	return child.exitCode === null && child.signalCode === null;
}
