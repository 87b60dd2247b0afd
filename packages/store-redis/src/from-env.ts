import { ConfigurationError } from "@sojourn/core";

/** Where a Redis over REST is, and the key to it: what `new Redis()` of `@upstash/redis` is told. */
export interface RestCredentials {
	readonly url: string;
	readonly token: string;
}

/**
 * Reads the settings that Vercel KV (`KV_REST_API_URL`, `KV_REST_API_TOKEN`) or Upstash (`UPSTASH_REDIS_REST_URL`,
 * `UPSTASH_REDIS_REST_TOKEN`) put into the environment: `redisStore(new Redis(fromEnv()))`.
 *
 * @param env - The environment; `process.env` when left out
 * @throws ConfigurationError naming what is missing
 */
export function fromEnv(
	env: Readonly<Record<string, string | undefined>> = globalThis.process?.env ?? {},
): RestCredentials {
	const pairs = [
		["KV_REST_API_URL", "KV_REST_API_TOKEN"],
		["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"],
	] as const;
	for (const [urlName, tokenName] of pairs) {
		const { [urlName]: url, [tokenName]: token } = env;
		if (url && token) return { url, token };
		if (url || token) throw new ConfigurationError([`${url ? tokenName : urlName} is missing from the environment.`]);
	}
	throw new ConfigurationError([
		`The environment has neither ${pairs.map((pair) => pair.join(" and ")).join(" nor ")}.`,
	]);
}
