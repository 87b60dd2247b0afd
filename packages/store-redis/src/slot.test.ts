import { expect, test } from "vitest";
import { slotOf } from "./slot.ts";

// What `CLUSTER KEYSLOT` says; the first is the check value of CRC-16/XMODEM, 0x31C3.
test.each([
	["123456789", 0x31c3],
	["foo", 12182],
	["bar", 5061],
	["hello", 866],
	["", 0],
])("the slot of %j is %i", (tag, slot) => {
	expect(slotOf(tag)).toBe(slot);
});
