/** One of several processes that share counters: `node rate-limit-process.ts BACKEND URL MAX`. Told a number, it makes so many requests at once, and tells how many were let through. */

import { createRateLimits, RateLimitError } from "../src/rate-limit/index.ts";
import { type Backend, openCounters } from "./open-counters.ts";

const [, , backend, url = "", max] = process.argv;
const { counters } = await openCounters(backend as Backend, url);
const limits = createRateLimits({
	counters,
	rules: { crowded: { max: Number(max), window: "5m", by: "user" } },
	timeout: 20_000,
});

async function isLetThrough(): Promise<boolean> {
	try {
		await limits.consume("crowded", { userId: `everybody, ${backend}` });
		return true;
	} catch (error) {
		if (error instanceof RateLimitError) return false;
		throw error;
	}
}

process.on("message", async (requests: number) => {
	const outcomes = await Promise.all(Array.from({ length: requests }, isLetThrough));
	process.send?.(outcomes.filter(Boolean).length);
});
process.send?.("ready");
