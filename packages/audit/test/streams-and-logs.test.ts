import { startRedis } from "@sojourn/service-harness";
import { Redis } from "ioredis";
import { pino } from "pino";
import { expect, test } from "vitest";
import { pinoSink, redisStream } from "../src/index.ts";
import { sampleEvent } from "./events.ts";

test("a Redis stream has each event with its type, and stays about as long as it may", async () => {
	const redis = await startRedis({ own: true });
	const client = new Redis(redis.url);
	try {
		const events = Array.from({ length: 2000 }, () => sampleEvent());
		await redisStream(client, { stream: "short", maxLength: 500 }).write(events);
		const length = await client.xlen("short");
		expect(length).toBeGreaterThanOrEqual(500);
		expect(length).toBeLessThan(700);
		const [[, fields] = []] = await client.xrevrange("short", "+", "-", "COUNT", 1);
		expect(fields).toEqual(["type", "session.renamed", "event", JSON.stringify(events.at(-1))]);
	} finally {
		client.disconnect();
		await redis.stop();
	}
});

test("a stream without a length is refused", () => {
	expect(() => redisStream({ sendCommand: async () => null }, { maxLength: 0 })).toThrow("maxLength");
});

test("A4: pino writes a line of JSON for each event", async () => {
	const lines: string[] = [];
	const logger = pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(line) });
	const event = sampleEvent({ userId: "ada" });
	await pinoSink(logger).write([event]);
	expect(lines.map((line) => JSON.parse(line))).toEqual([{ level: 30, audit: event, msg: "session.renamed" }]);
});
