/** A doubly linked ring: adding and removing take no search and no further object. A list is a ring with a head. */
export class Linked {
	older: Linked = this;
	newer: Linked = this;

	/** Joins the ring of another, right after it. */
	linkAfter(older: Linked): void {
		this.older = older;
		this.newer = older.newer;
		older.newer = this;
		this.newer.older = this;
	}

	/** Leaves its ring. */
	unlink(): void {
		this.older.newer = this.newer;
		this.newer.older = this.older;
	}
}
