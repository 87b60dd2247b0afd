import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRateLimits } from "../rate-limits.ts";
import { sqliteCounters } from "./sqlite.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what has been over for an hour is deleted; a database that was closed is no error", async () => {
	const database = new Database(":memory:");
	const limits = createRateLimits({
		counters: sqliteCounters(database),
		rules: { login: { max: 5, window: "1m", by: "user" } },
	});
	const count = () => database.prepare("SELECT count(*) AS count FROM sojourn_rate_limits").get();
	await limits.consume("login", { userId: "ada" });
	vi.advanceTimersByTime(59 * 60_000);
	expect(count()).toEqual({ count: 1 });
	vi.advanceTimersByTime(10 * 60_000);
	expect(count()).toEqual({ count: 0 });
	database.close();
	vi.advanceTimersByTime(10 * 60_000);
});
