import { expect, test } from "vitest";
import { fromEnv } from "./from-env.ts";

test.each(["KV_REST_API", "UPSTASH_REDIS_REST"])("reads %s_URL and _TOKEN", (name) => {
	const env = { [`${name}_URL`]: "https://example.com", [`${name}_TOKEN`]: "secret" };
	expect(fromEnv(env)).toEqual({ url: "https://example.com", token: "secret" });
});

test("names what is missing", () => {
	expect(() => fromEnv({})).toThrow("KV_REST_API_URL and KV_REST_API_TOKEN nor UPSTASH_REDIS_REST_URL");
	expect(() => fromEnv({ KV_REST_API_URL: "https://example.com" })).toThrow("KV_REST_API_TOKEN is missing");
	expect(() => fromEnv({ UPSTASH_REDIS_REST_TOKEN: "secret", KV_REST_API_URL: "" })).toThrow("UPSTASH_REDIS_REST_URL");
});
