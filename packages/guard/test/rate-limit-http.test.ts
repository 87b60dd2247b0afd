/** G1 on a listening Express server: the answer that a client gets who asks too often. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { createRateLimits, memoryCounters } from "../src/rate-limit/index.ts";
import { startExpress } from "./express-app.ts";

let server: Awaited<ReturnType<typeof startExpress>>;

beforeAll(async () => {
	const limits = createRateLimits({
		counters: memoryCounters(),
		rules: { login: { max: 2, window: "15m", by: "ip" } },
	});
	server = await startExpress((app) =>
		app.post("/login", async (req, res) => {
			const state = await limits.consume("login", { ip: req.ip });
			for (const [name, value] of state?.headers ?? []) res.setHeader(name, value);
			res.sendStatus(401);
		}),
	);
});
afterAll(() => server?.close());

test("429 with Retry-After and the RateLimit headers, and a body that says why", async () => {
	const login = () => fetch(`${server.url}/login`, { method: "POST" });
	const first = await login();
	expect(first.status).toBe(401);
	expect(first.headers.get("ratelimit-policy")).toBe('"login";q=2;w=900');
	expect(first.headers.get("ratelimit")).toMatch(/^"login";r=1;t=\d+$/);
	await login();
	const refused = await login();
	expect(refused.status).toBe(429);
	expect(refused.headers.get("retry-after")).toBe("900");
	expect(refused.headers.get("ratelimit")).toBe('"login";r=0;t=900');
	expect(await refused.json()).toEqual({ error: { code: "rate-limited", reason: "rate-limited" } });
});
