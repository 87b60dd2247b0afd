import { expect, test } from "vitest";
import { watchBody } from "./watch-body.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A body that the test feeds, and how often it was said to be over. */
function watched() {
	let source!: ReadableStreamDefaultController<Uint8Array>;
	let cancelled: unknown;
	let pulled = 0;
	const body = new ReadableStream<Uint8Array>(
		{
			start(controller) {
				source = controller;
			},
			pull: () => void pulled++,
			cancel(reason) {
				cancelled = reason;
			},
		},
		{ highWaterMark: 0 },
	);
	let ends = 0;
	const reader = watchBody(body, () => ends++).getReader();
	return { source, reader, ends: () => ends, cancelled: () => cancelled, pulled: () => pulled };
}

test("pieces pass as they come, and the end is told once", async () => {
	const { source, reader, ends } = watched();
	source.enqueue(bytes("a"));
	expect((await reader.read()).value).toEqual(bytes("a"));
	expect(ends()).toBe(0);
	source.enqueue(bytes("b"));
	source.close();
	expect((await reader.read()).value).toEqual(bytes("b"));
	expect((await reader.read()).done).toBe(true);
	expect(ends()).toBe(1);
});

test("nothing is read before it is asked for", async () => {
	const { source, reader, pulled } = watched();
	await new Promise(setImmediate);
	expect(pulled()).toBe(0);
	const piece = reader.read();
	source.enqueue(bytes("a"));
	await piece;
	expect(pulled()).toBe(1);
});

test("a body that fails fails, and is over", async () => {
	const { source, reader, ends } = watched();
	source.error(new Error("disk full"));
	await expect(reader.read()).rejects.toThrow("disk full");
	expect(ends()).toBe(1);
});

test("a client that goes away stops the body, with its reason", async () => {
	const { reader, ends, cancelled } = watched();
	await reader.cancel("gone");
	expect([cancelled(), ends()]).toEqual(["gone", 1]);
});
