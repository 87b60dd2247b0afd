/**
 * The few globals that core takes from its platform. Every JavaScript runtime has them, but they aren't part of the
 * language, so the pure sources don't compile with them: they are typed here and nowhere else.
 */

/** Runs something later. */
export interface Timers {
	/** @param milliseconds - How much later. */
	setTimeout(run: () => void, milliseconds: number): unknown;
	/** @param timer - What `setTimeout` gave. */
	clearTimeout(timer: unknown): void;
}

interface Globals extends Timers {
	TextEncoder: new () => {
		encode(text: string): Uint8Array;
		encodeInto(text: string, target: Uint8Array): { readonly written: number };
	};
	TextDecoder: new (
		label: "utf-8",
		options?: { fatal?: boolean; ignoreBOM?: boolean },
	) => { decode(bytes: Uint8Array): string };
}

const globals = globalThis as unknown as Globals;

/** The platform's timers. Where a timer can keep the process alive (Node), these don't. */
export const platformTimers: Timers = {
	setTimeout(run, milliseconds) {
		const timer = globals.setTimeout(run, milliseconds);
		(timer as { unref?(): void }).unref?.();
		return timer;
	},
	clearTimeout: (timer) => globals.clearTimeout(timer),
};

/** Text to UTF-8. */
export const utf8Encoder = /* @__PURE__ */ new globals.TextEncoder();

/** UTF-8 to text, exactly: what isn't UTF-8 throws, and a byte order mark stays. */
export const utf8Decoder = /* @__PURE__ */ new globals.TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
