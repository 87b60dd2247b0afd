/** The neighbours of an item in the one {@link LinkedList} it is in. */
export interface Linked<Item> {
	older: Item | null;
	newer: Item | null;
}

/** A doubly linked list through fields of its items: adding and removing take no search and no further object. */
export class LinkedList<Item extends Linked<Item>> {
	oldest: Item | null = null;
	newest: Item | null = null;

	/** Adds an item next to one that is in the list; next to `null` makes it the oldest. */
	insertAfter(older: Item | null, item: Item): void {
		const newer = older === null ? this.oldest : older.newer;
		item.older = older;
		item.newer = newer;
		if (older === null) this.oldest = item;
		else older.newer = item;
		if (newer === null) this.newest = item;
		else newer.older = item;
	}

	/** Takes out an item that is in the list. */
	remove(item: Item): void {
		const { older, newer } = item;
		if (older === null) this.oldest = newer;
		else older.newer = newer;
		if (newer === null) this.newest = older;
		else newer.older = older;
		item.older = item.newer = null;
	}
}
