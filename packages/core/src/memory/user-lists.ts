/** Which sessions a user has that haven't ended, by `createdAt`, then id. */

import type { MemoryEntry } from "./entry.ts";
import { LinkedList } from "./linked-list.ts";

/** A place in a user's list, whether or not a session is there. */
export interface Position {
	readonly createdAt: number;
	readonly id: string;
}

export class UserLists {
	readonly #lists = new Map<string, LinkedList<MemoryEntry>>();

	add(userId: string, entry: MemoryEntry): void {
		let list = this.#lists.get(userId);
		if (list === undefined) {
			list = new LinkedList();
			this.#lists.set(userId, list);
		}
		let older = list.newest;
		while (older !== null && isOlder(entry, older)) older = older.older;
		list.insertAfter(older, entry);
	}

	remove(userId: string, entry: MemoryEntry): void {
		const list = this.#lists.get(userId);
		list?.remove(entry);
		if (list?.newest === null) this.#lists.delete(userId);
	}

	/** The user's sessions whose time isn't up at `now`, newest first. */
	live(userId: string, now: number): MemoryEntry[] {
		const found: MemoryEntry[] = [];
		for (let entry = this.#lists.get(userId)?.newest ?? null; entry !== null; entry = entry.older) {
			if (now < entry.due) found.push(entry);
		}
		return found;
	}
}

export function isOlder(entry: Position, other: Position): boolean {
	return entry.createdAt === other.createdAt ? entry.id < other.id : entry.createdAt < other.createdAt;
}
