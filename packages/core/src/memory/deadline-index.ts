/**
 * Finds what is due, and looks at nothing else: items lie in buckets of one second, and a binary heap keeps the seconds
 * in order. What an item costs doesn't grow with the number of items, nor does a clock that jumps cost anything.
 */

/** What the index keeps in an item. */
export interface Dated {
	/** When the item is due, in milliseconds since the epoch. Changed by the index only. */
	due: number;
}

export class DeadlineIndex<Item extends Dated> {
	readonly #buckets = new Map<number, Set<Item>>();
	/** A binary heap, its least first. May still hold seconds whose bucket is gone. */
	seconds: number[] = [];

	/** Files the item under the time it is due, wherever it was before. */
	set(item: Item, due: number): void {
		const second = secondOf(due);
		if (second !== secondOf(item.due)) this.delete(item);
		item.due = due;
		let bucket = this.#buckets.get(second);
		if (bucket === undefined) {
			bucket = new Set();
			this.#buckets.set(second, bucket);
			this.#push(second);
		}
		bucket.add(item);
	}

	/** Takes the item out, if it is in. */
	delete(item: Item): void {
		const second = secondOf(item.due);
		const bucket = this.#buckets.get(second);
		if (bucket?.delete(item) && bucket.size === 0) this.#buckets.delete(second);
	}

	/** Takes out at most `limit` items that are due at `now`. */
	take(now: number, limit: number): Item[] {
		const taken: Item[] = [];
		for (let second = this.seconds[0]; second !== undefined && second <= secondOf(now); second = this.seconds[0]) {
			for (const item of this.#buckets.get(second) ?? []) {
				if (taken.length === limit) break;
				if (item.due > now) continue;
				this.delete(item);
				taken.push(item);
			}
			if (this.#buckets.has(second)) break;
			this.#pop();
		}
		return taken;
	}

	#push(second: number): void {
		// Seconds without a bucket are dropped here too, so that an index nobody takes from doesn't grow with time.
		if (this.seconds.length > 2 * this.#buckets.size + 64) {
			this.seconds = [...this.#buckets.keys()].sort((a, b) => a - b); // sorted is a heap
			return;
		}
		const heap = this.seconds;
		let at = heap.length;
		while (at > 0) {
			const parent = (at - 1) >> 1;
			const above = heap[parent] as number;
			if (above <= second) break;
			heap[at] = above;
			at = parent;
		}
		heap[at] = second;
	}

	#pop(): void {
		const heap = this.seconds;
		const moved = heap.pop() as number;
		if (heap.length === 0) return;
		let at = 0;
		for (let child = 1; child < heap.length; child = 2 * at + 1) {
			if ((heap[child + 1] as number) < (heap[child] as number)) child++; // false past the end
			const below = heap[child] as number;
			if (below >= moved) break;
			heap[at] = below;
			at = child;
		}
		heap[at] = moved;
	}
}

function secondOf(time: number): number {
	return Math.floor(time / 1000);
}
