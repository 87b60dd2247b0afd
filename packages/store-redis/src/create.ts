/** Creating sessions, with a limit that holds also for those from before a change of secrets. */

import type { CreateLimit, CreateResult, SessionRecord } from "@sojourn/core";
import { type Keys, tagOf } from "./keys.ts";
import { countUserScript } from "./lua/count-user.ts";
import { createScript } from "./lua/create.ts";
import { endUserScript } from "./lua/end-user.ts";
import { encodeText } from "./record-text.ts";
import type { Run } from "./runner.ts";

/**
 * Stores a new record. The user's sessions under its own tag are counted and evicted in the same step.
 *
 * Those under older tags may be on another server, out of that step's reach. But under those tags nothing new comes: once
 * counted, they only get fewer, so that with them counted first the limit is never passed. They are the older ones, and
 * are evicted first.
 */
export async function create(
	run: Run,
	keys: Keys,
	record: SessionRecord,
	limit: CreateLimit | undefined,
): Promise<CreateResult> {
	const { id, userId } = record;
	const tag = tagOf(id);
	const text = encodeText(record);
	const names = [keys.session(id), ...(userId === null ? [] : [keys.user(tag, userId)])];
	const ending = JSON.stringify({ state: "invalidated", reason: "limit", at: record.createdAt });
	const at = `${record.createdAt}`;

	async function attempt(...bounds: readonly string[]): Promise<readonly string[]> {
		return ((await run(createScript, tag, names, [id, text, ...bounds])) as unknown[]).map(String);
	}

	if (limit === undefined || userId === null) return result(await attempt());

	const older = (limit.olderShards ?? []).filter((other) => other !== tag);
	const evicted: string[] = [];
	for (;;) {
		const counts = await Promise.all(
			older.map(async (other) => Number(await run(countUserScript, other, [keys.user(other, userId)], []))),
		);
		const elsewhere = counts.reduce((sum, count) => sum + count, 0);
		const evictHere = limit.policy === "evict-oldest" && elsewhere === 0;
		const reply = await attempt(`${limit.max - elsewhere}`, evictHere ? "evict-oldest" : "reject", ending, at);
		if (reply[0] !== "limit" || limit.policy === "reject") return result(reply, evicted);

		let excess = Math.min(Number(reply[1]), elsewhere);
		for (const [index, other] of [...older.entries()].reverse()) {
			const most = Math.min(excess, counts[index] ?? 0);
			if (most === 0) continue;
			const ended = await run(endUserScript, other, [keys.user(other, userId)], [ending, at, "", `${most}`]);
			evicted.push(...(ended as unknown[]).map(String));
			excess -= most;
		}
	}
}

function result([word, ...evicted]: readonly string[], before: readonly string[] = []): CreateResult {
	if (word === "created") return { created: true, evicted: [...before, ...evicted] };
	return { created: false, reason: word === "limit" ? "limit" : "exists" };
}
