/** The sessions of one user, under each of the tags that their ids may begin with. */

import {
	InvalidArgumentError,
	matchesDevice,
	type Page,
	type SessionRecord,
	type UserIndex,
	type UserRef,
} from "@sojourn/core";
import type { Keys } from "./keys.ts";
import { countUserScript } from "./lua/count-user.ts";
import { endUserScript } from "./lua/end-user.ts";
import { listUserScript } from "./lua/list-user.ts";
import { decodeText } from "./record-text.ts";
import type { Run } from "./runner.ts";

/** Where a list goes on: after this session. */
type Position = Pick<SessionRecord, "createdAt" | "id">;

/**
 * @param run for what only looks, apart from mending the index
 * @param runWrite for what must not be lost
 */
export function createUserIndex(run: Run, runWrite: Run, keys: Keys): UserIndex {
	/** Runs a script on each of the user's indexes. */
	function onEach(by: Run, script: Parameters<Run>[0], { id, shards }: UserRef, args: readonly string[]) {
		return Promise.all([...new Set(shards)].map((tag) => by(script, tag, [keys.user(tag, id)], args)));
	}

	/** The newest sessions under a tag after a position, as many as are wanted of those that match. */
	async function list(tag: string, userId: string, after: Position | null, wanted: number, device?: string) {
		const found: SessionRecord[] = [];
		for (let last = after; ; ) {
			const from = last === null ? [] : [`${last.createdAt}`, last.id];
			const texts = await run(listUserScript, tag, [keys.user(tag, userId)], [`${wanted}`, ...from]);
			const records = (texts as unknown[]).map((text) => decodeText(String(text)));
			found.push(...records.filter((record) => matchesDevice(record, device)));
			last = records.at(-1) ?? null;
			if (found.length >= wanted || records.length < wanted) return found.slice(0, wanted);
		}
	}

	return {
		async listByUser({ id, shards }, { limit, cursor, device }): Promise<Page<SessionRecord>> {
			const after = cursor === undefined ? null : parseCursor(cursor);
			const lists = await Promise.all([...new Set(shards)].map((tag) => list(tag, id, after, limit + 1, device)));
			const found = lists.flat().sort(newestFirst);
			const items = found.slice(0, limit);
			const last = items.at(-1);
			return { items, cursor: found.length > limit && last ? `${last.createdAt}:${last.id}` : null };
		},

		async countByUser(user) {
			const counts = await onEach(run, countUserScript, user, []);
			return counts.reduce((sum: number, count) => sum + Number(count), 0);
		},

		async endByUser(user, end, except = "") {
			const ended = await onEach(runWrite, endUserScript, user, [JSON.stringify(end), `${end.at}`, except]);
			return (ended as unknown[][]).flat().map(String);
		},
	};
}

function newestFirst(a: Position, b: Position): number {
	return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}

/** `createdAt:id` */
function parseCursor(cursor: string): Position {
	const [, createdAt, id] = /^(-?\d{1,20}(?:\.\d{1,20})?):([\w-]{4,128})$/.exec(cursor) ?? [];
	if (createdAt === undefined || id === undefined)
		throw new InvalidArgumentError(`Not a cursor of this store's lists: ${JSON.stringify(cursor.slice(0, 100))}.`);
	return { createdAt: Number(createdAt), id };
}
