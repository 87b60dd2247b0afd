/** Byte arrays that cost a tenth of what a new one does, since each is a part of a larger one. */

const slabLength = 2 ** 13;
let slab = new Uint8Array(slabLength);
let used = 0;

/**
 * A byte array of zeros, which nobody else has had or will have. For use within core only: its `buffer` has those of
 * others in it.
 */
export function allocate(length: number): Uint8Array {
	if (length > slabLength / 4) return new Uint8Array(length);
	if (used + length > slabLength) {
		slab = new Uint8Array(slabLength);
		used = 0;
	}
	used += length;
	return slab.subarray(used - length, used);
}
