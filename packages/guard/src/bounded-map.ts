/** A map that never holds more than so many entries: the one that was used least recently goes first. */

export class BoundedMap<Key, Value> {
	readonly #entries = new Map<Key, Value>();
	readonly #max: number;

	constructor(max: number) {
		this.#max = max;
	}

	get size(): number {
		return this.#entries.size;
	}

	get(key: Key): Value | undefined {
		const value = this.#entries.get(key);
		if (value !== undefined) this.set(key, value);
		return value;
	}

	set(key: Key, value: Value): void {
		this.#entries.delete(key);
		this.#entries.set(key, value);
		if (this.#entries.size <= this.#max) return;
		const [oldest] = this.#entries.keys();
		this.#entries.delete(oldest as Key);
	}

	/** The value of the key, made now if there is none. */
	getOrMake(key: Key, make: () => Value): Value {
		const found = this.get(key);
		if (found !== undefined) return found;
		const made = make();
		this.set(key, made);
		return made;
	}

	delete(key: Key): void {
		this.#entries.delete(key);
	}
}
