/** The items in groups of at most so many, in order. */
export function* chunks<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
	for (let first = 0; first < items.length; first += size) yield items.slice(first, first + size);
}
