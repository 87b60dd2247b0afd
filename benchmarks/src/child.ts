/** A process of its own for what is measured, so that it has a heap and compiled code of its own. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process that answers one message with one message, and first says something by itself. */
export class Child<Question extends string | object, Answer> {
	readonly #process: ChildProcess;
	/** What it says once it is ready. */
	readonly ready: Promise<Answer>;

	/**
	 * @param url of the script
	 * @param nodeOptions such as `--expose-gc`
	 */
	constructor(url: URL, args: readonly string[], nodeOptions: readonly string[] = []) {
		this.#process = fork(fileURLToPath(url), args, { execArgv: [...nodeOptions] });
		this.ready = this.#answer();
	}

	/** Asks, and waits for the answer. One question at a time. */
	ask(question: Question): Promise<Answer> {
		const answer = this.#answer();
		this.#process.send(question);
		return answer;
	}

	async close(): Promise<void> {
		if (this.#process.exitCode !== null) return;
		const exit = once(this.#process, "exit");
		this.#process.disconnect();
		await exit;
	}

	async #answer(): Promise<Answer> {
		const settled = new AbortController();
		const { signal } = settled;
		try {
			const exit = once(this.#process, "exit", { signal }).then(([code]) => {
				throw new Error(`${this.#process.spawnargs.join(" ")} ended with ${code}.`);
			});
			const [answer] = await Promise.race([once(this.#process, "message", { signal }), exit]);
			return answer;
		} finally {
			settled.abort();
		}
	}
}
