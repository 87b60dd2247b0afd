/**
 * Finds what is due, and looks at nothing else: items lie in buckets of one second, and a binary heap keeps the seconds
 * in order. What an item costs doesn't grow with the number of items, nor does a clock that jumps cost anything.
 */

/** What the index keeps in an item. */
export interface Dated {
	/** When the item is due, in milliseconds since the epoch. Changed by the index only. */
	due: number;
	/** Where it lies in its bucket, -1 while it is in none. Changed by the index only. */
	place: number;
}

export class DeadlineIndex<Item extends Dated> {
	readonly #buckets = new Map<number, Item[]>();
	/** A binary heap, its least first. May still hold seconds whose bucket is gone. */
	#seconds: number[] = [];

	/** How many seconds the heap holds. */
	get seconds(): number {
		return this.#seconds.length;
	}

	/** Files the item under the time it is due, wherever it was before. */
	set(item: Item, due: number): void {
		const second = secondOf(due);
		if (item.place >= 0 && second === secondOf(item.due)) {
			item.due = due;
			return;
		}
		this.delete(item);
		item.due = due;
		let bucket = this.#buckets.get(second);
		if (bucket === undefined) {
			bucket = [];
			this.#buckets.set(second, bucket);
			this.#push(second);
		}
		item.place = bucket.length;
		bucket.push(item);
	}

	/** Takes the item out, if it is in. */
	delete(item: Item): void {
		const second = secondOf(item.due);
		const bucket = item.place < 0 ? undefined : this.#buckets.get(second);
		if (bucket === undefined) return;
		removeFrom(bucket, item);
		if (bucket.length === 0) this.#buckets.delete(second);
	}

	/** Takes out at most `limit` items that are due at `now`. */
	take(now: number, limit: number): Item[] {
		const taken: Item[] = [];
		for (let second = this.#seconds[0]; second !== undefined && second <= secondOf(now); second = this.#seconds[0]) {
			const bucket = this.#buckets.get(second) ?? [];
			for (let at = bucket.length - 1; at >= 0 && taken.length < limit; at--) {
				const item = bucket[at] as Item;
				if (item.due > now) continue;
				removeFrom(bucket, item);
				taken.push(item);
			}
			if (bucket.length > 0) break;
			this.#buckets.delete(second);
			this.#pop();
		}
		return taken;
	}

	#push(second: number): void {
		// Seconds without a bucket are dropped here too, so that an index nobody takes from doesn't grow with time.
		if (this.#seconds.length > 2 * this.#buckets.size + 64) {
			this.#seconds = [...this.#buckets.keys()].sort((a, b) => a - b); // sorted is a heap
			return;
		}
		const heap = this.#seconds;
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
		const heap = this.#seconds;
		const moved = heap.pop();
		if (moved === undefined || heap.length === 0) return;
		let at = 0;
		for (;;) {
			let child = 2 * at + 1;
			if (child >= heap.length) break;
			if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
			if ((heap[child] as number) >= moved) break;
			heap[at] = heap[child] as number;
			at = child;
		}
		heap[at] = moved;
	}
}

function secondOf(time: number): number {
	return Math.floor(time / 1000);
}

/** The last item fills the gap. */
function removeFrom<Item extends Dated>(bucket: Item[], item: Item): void {
	const last = bucket.pop() as Item;
	if (last !== item) {
		bucket[item.place] = last;
		last.place = item.place;
	}
	item.place = -1;
}
