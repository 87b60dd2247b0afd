/** Which sessions a user has that haven't ended, by `createdAt`, then id. */

import type { MemoryEntry } from "./entry.ts";
import { Linked } from "./linked-list.ts";

/** A place in a user's list, whether or not a session is there. */
export interface Position {
	readonly createdAt: number;
	readonly id: string;
}

export class UserLists {
	/** The head of each user's ring: the newest comes before it, the oldest after. */
	readonly #heads = new Map<string, Linked>();

	add(userId: string, entry: MemoryEntry): void {
		const head = this.#heads.get(userId) ?? new Linked();
		this.#heads.set(userId, head);
		let { older } = head;
		while (older !== head && isOlder(entry.record, (older as MemoryEntry).record)) older = older.older;
		entry.linkAfter(older);
	}

	remove(userId: string, entry: MemoryEntry): void {
		entry.unlink();
		const head = this.#heads.get(userId);
		if (head?.newer === head) this.#heads.delete(userId);
	}

	/** The user's sessions whose time isn't up at `now`, newest first. */
	live(userId: string, now: number): MemoryEntry[] {
		const found: MemoryEntry[] = [];
		const head = this.#heads.get(userId);
		for (let entry = head?.older; entry !== head; entry = entry?.older) {
			if (now < (entry as MemoryEntry).due) found.push(entry as MemoryEntry);
		}
		return found;
	}
}

export function isOlder(one: Position, other: Position): boolean {
	return one.createdAt === other.createdAt ? one.id < other.id : one.createdAt < other.createdAt;
}
