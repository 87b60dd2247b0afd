/** Which sessions a user has that haven't ended. */

import type { MemoryEntry } from "./entry.ts";

/** A place in a user's list, whether or not a session is there. */
export interface Position {
	readonly createdAt: number;
	readonly id: string;
}

export class UserLists {
	readonly #lists = new Map<string, Set<MemoryEntry>>();

	add(userId: string, entry: MemoryEntry): void {
		const list = this.#lists.get(userId) ?? new Set();
		this.#lists.set(userId, list.add(entry));
	}

	delete(userId: string, entry: MemoryEntry): void {
		const list = this.#lists.get(userId);
		if (list?.delete(entry) && list.size === 0) this.#lists.delete(userId);
	}

	/** The user's sessions whose time isn't up at `now`, newest first. */
	live(userId: string, now: number): MemoryEntry[] {
		return [...(this.#lists.get(userId) ?? [])]
			.filter(({ due }) => now < due)
			.sort((a, b) => (isOlder(a.record, b.record) ? 1 : -1));
	}
}

/** By `createdAt`, then id. */
export function isOlder(one: Position, other: Position): boolean {
	return one.createdAt === other.createdAt ? one.id < other.id : one.createdAt < other.createdAt;
}
