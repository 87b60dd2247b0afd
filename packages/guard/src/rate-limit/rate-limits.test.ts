import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { memoryCounters } from "./counters/memory.ts";
import { RateLimitError } from "./rate-limit-error.ts";
import { createRateLimits } from "./rate-limits.ts";
import type { RateRule } from "./rule.ts";

const minute = 60_000;
const ip = "203.0.113.7";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Limits with one rule, in memory. */
function limitsOf(rule: Partial<RateRule>, counters = memoryCounters()) {
	return createRateLimits({ counters, rules: { login: { max: 2, window: "1m", by: "ip", ...rule } } });
}

/** The error that a request is refused with; `null` when it isn't. */
async function refusal(limits: ReturnType<typeof limitsOf>, subject: object = { ip }): Promise<RateLimitError | null> {
	const error = await limits.consume("login", subject).then(
		() => null,
		(error) => error,
	);
	if (error !== null && !(error instanceof RateLimitError)) throw error;
	return error;
}

test("so many requests are let through, and the state is told", async () => {
	const limits = limitsOf({});
	expect(await limits.consume("login", { ip })).toEqual({
		remaining: 1,
		resetsIn: 60,
		headers: [
			["RateLimit-Policy", '"login";q=2;w=60'],
			["RateLimit", '"login";r=1;t=60'],
		],
	});
	vi.advanceTimersByTime(20_000);
	expect(await limits.consume("login", { ip })).toMatchObject({ remaining: 0, resetsIn: 40 });
});

test("the next one is refused, and told when to try again", async () => {
	const limits = limitsOf({ backOff: false });
	for (let i = 0; i < 2; i++) await limits.consume("login", { ip });
	vi.advanceTimersByTime(20_000);
	const error = await refusal(limits);
	expect(error).toMatchObject({
		code: "rate-limited",
		status: 429,
		rule: "login",
		retryAfter: 40,
		headers: [
			["Retry-After", "40"],
			["RateLimit-Policy", '"login";q=2;w=60'],
			["RateLimit", '"login";r=0;t=40'],
		],
	});
	expect(error?.toJSON()).toEqual({ error: { code: "rate-limited", reason: "rate-limited" } });
	vi.advanceTimersByTime(40_000);
	expect(await refusal(limits)).toBeNull();
});

describe("back-off", () => {
	/** Goes beyond the limit again and again, as soon as that is possible: for how many seconds it is held off. */
	async function holdOffs(limits: ReturnType<typeof limitsOf>, times: number): Promise<number[]> {
		const seconds = [];
		for (let i = 0; i < times; i++) {
			let error: RateLimitError | null = null;
			while (error === null) error = await refusal(limits);
			seconds.push(error.retryAfter);
			vi.advanceTimersByTime(error.retryAfter * 1000);
		}
		return seconds;
	}

	test("doubles, and is 30 minutes at most", async () => {
		expect(await holdOffs(limitsOf({}), 8)).toEqual([60, 120, 240, 480, 960, 1800, 1800, 1800]);
	});

	test("is a window, where that is longer than 30 minutes", async () => {
		expect(await holdOffs(limitsOf({ window: "1h" }), 3)).toEqual([3600, 3600, 3600]);
	});

	test("requests meanwhile don't make it longer", async () => {
		const limits = limitsOf({});
		for (let i = 0; i < 3; i++) await refusal(limits);
		vi.advanceTimersByTime(50_000);
		for (let i = 0; i < 10; i++) expect((await refusal(limits))?.retryAfter).toBe(10);
		vi.advanceTimersByTime(10_000);
		expect(await refusal(limits)).toBeNull();
	});

	test("is forgotten half an hour after it was over", async () => {
		const limits = limitsOf({});
		expect(await holdOffs(limits, 2)).toEqual([60, 120]);
		vi.advanceTimersByTime(29 * minute);
		expect(await holdOffs(limits, 1)).toEqual([240]);
		vi.advanceTimersByTime(31 * minute);
		expect(await holdOffs(limits, 1)).toEqual([60]);
	});

	test("is forgotten when the application says so", async () => {
		const limits = limitsOf({});
		expect(await holdOffs(limits, 2)).toEqual([60, 120]);
		await limits.reset("login", { ip });
		expect(await holdOffs(limits, 1)).toEqual([60]);
	});
});

describe("whose requests are counted together", () => {
	test.each([
		["ip", { ip }, { ip: `::ffff:${ip}` }, true],
		["ip", { ip }, { ip: "203.0.113.8" }, false],
		["ip", { ip: "2001:db8:1:2::1" }, { ip: "2001:db8:1:2:ffff::9" }, true],
		["ip", { ip: "2001:db8:1:2::1" }, { ip: "2001:db8:1:3::1" }, false],
		["ip", { ip, userId: "ada" }, { ip, userId: "bob" }, true],
		["user", { ip, userId: "ada" }, { ip: "198.51.100.1", userId: "ada" }, true],
		["user", { ip, userId: "ada" }, { ip, userId: "bob" }, false],
		["user", { ip, userId: "ada" }, { ip }, false],
		["user", { ip }, { ip }, true],
		[({ email }: { email: string }) => email, { email: "a@b" }, { email: "a@b" }, true],
		[({ email }: { email: string }) => email, { email: "a@b" }, { email: "c@d" }, false],
	] as const)("by %s, %j and %j: %s", async (by, one, other, together) => {
		const limits = limitsOf({ max: 1, by: by as RateRule["by"] });
		expect(await refusal(limits, one)).toBeNull();
		expect((await refusal(limits, other)) !== null).toBe(together);
	});

	test.each([null, undefined, "unknown"])(
		"an address that is %s: nobody is counted together by mistake",
		async (ip) => {
			await expect(limitsOf({}).consume("login", { ip })).rejects.toMatchObject({ code: "invalid-argument" });
		},
	);

	test("each rule counts for itself", async () => {
		const rule = { max: 1, window: "1m", by: "ip" } as const;
		const limits = createRateLimits({ counters: memoryCounters(), rules: { login: rule, reset: rule } });
		await limits.consume("login", { ip });
		await limits.consume("reset", { ip });
		await expect(limits.consume("reset", { ip })).rejects.toMatchObject({ rule: "reset" });
	});
});

describe("when counts can't be kept", () => {
	const failing = () => Promise.reject(new Error("connection refused"));
	const hanging = () => new Promise<never>(() => {});

	test.each([
		["fails", failing],
		["hangs", hanging],
	])("it %s: a rule that is closed refuses, one that is open lets pass", async (_how, counters) => {
		for (const whenDown of ["closed", "open"] as const) {
			const limits = limitsOf({ whenDown }, counters);
			const consuming = limits.consume("login", { ip }).catch((error) => error);
			await vi.advanceTimersByTimeAsync(1000);
			const outcome = await consuming;
			if (whenDown === "open") expect(outcome).toBeNull();
			else expect(outcome).toMatchObject({ code: "store-unavailable", status: 503, cause: expect.any(Error) });
		}
	});

	test("it is tried again, once it is back", async () => {
		let down = true;
		const counters = memoryCounters();
		const limits = limitsOf({ whenDown: "open" }, (options) => (down ? failing() : counters(options)));
		expect(await limits.consume("login", { ip })).toBeNull();
		down = false;
		expect(await limits.consume("login", { ip })).toMatchObject({ remaining: 1 });
	});
});

test("all that is wrong with the options is told at once", () => {
	const make = () =>
		createRateLimits({
			counters: undefined as never,
			timeout: 0,
			rules: {
				"log in": { max: 0, window: "1m", by: "ip" },
				api: { max: 1, window: 10, by: "host" as never, whenDown: "ajar" as never },
			},
		});
	expect(make).toThrow(
		expect.objectContaining({
			code: "invalid-configuration",
			problems: [
				'rules: "log in" is no name: use letters, digits, - and _.',
				"rules.log in.max is 0: give a whole number from 1.",
				'rules.api.window must be a second or more: give a string such as "15m".',
				'rules.api.by is "host": give "ip", "user" or a function.',
				'rules.api.whenDown is "ajar": give "open" or "closed".',
				"counters is missing: give memoryCounters() or others.",
				"timeout is 0: give milliseconds above 0.",
			],
		}),
	);
});
