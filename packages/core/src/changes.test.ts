import fc from "fast-check";
import { expect, test } from "vitest";
import { findChanges, layOver } from "./changes.ts";
import { parseData } from "./json.ts";

const data = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 });

test("laying the changes over the version they were made from gives what the handler made", () => {
	fc.assert(
		fc.property(data, data, (before, after) => {
			const base = JSON.stringify(before);
			const wanted = parseData(JSON.stringify(after));
			const changes = findChanges(base, wanted);
			const result = changes === null ? base : layOver(base, changes);
			expect(parseData(result)).toEqual(wanted);
			// The same text with a space in it is another version: the keys are laid over that one by one.
			const another = changes === null ? base : layOver(` ${base}`, changes);
			expect(parseData(another)).toEqual(wanted);
		}),
	);
});

test("changes of different keys both survive, whichever comes first", () => {
	fc.assert(
		fc.property(data, fc.jsonValue(), fc.jsonValue(), (before, mine, theirs) => {
			const base = JSON.stringify(before);
			const a = findChanges(base, { ...parseData(base), mine });
			const b = findChanges(base, { ...parseData(base), theirs });
			const lay = (text: string, changes: typeof a) => (changes === null ? text : layOver(text, changes));
			const result = parseData(lay(lay(base, a), b));
			expect(result).toEqual(parseData(lay(lay(base, b), a)));
			expect(result).toMatchObject(parseData(JSON.stringify({ mine, theirs })));
		}),
	);
});

test("nothing changed is no change, also when keys moved or hold undefined", () => {
	expect(findChanges('{"a":1,"b":[2]}', { a: 1, b: [2] })).toBeNull();
	expect(findChanges('{"a":1,"b":2}', { b: 2, a: 1, c: undefined })).toBeNull();
});

test("a removed key is removed from the newer version, others of it stay", () => {
	const changes = findChanges('{"a":1,"b":2}', { b: 2 });
	expect(changes && layOver('{"a":5,"b":3,"c":4}', changes)).toBe('{"b":3,"c":4}');
});
