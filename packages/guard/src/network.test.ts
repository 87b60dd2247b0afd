import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { networkOf } from "./network.ts";

const prefixes = { v4: 24, v6: 48 };

test.each([
	["203.0.113.7", "203.0.113.0/24"],
	["::ffff:203.0.113.7", "203.0.113.0/24"],
	["::FFFF:cb00:7107", "203.0.113.0/24"],
	["2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"],
	["2001:0DB8:0001::1", "2001:db8:1::/48"],
	["fe80::1%eth0", "fe80:0:0::/48"],
	["::1", "0:0:0::/48"],
	["64:ff9b::192.0.2.1", "64:ff9b:0::/48"],
])("%s is in %s", (address, network) => {
	expect(networkOf(address, prefixes)).toBe(network);
});

test.each([
	null,
	"",
	"localhost",
	"1.2.3",
	"1.2.3.256",
	"01.2.3.4",
	"1::2::3",
	"::ffff:1.2.3.999",
	"12345::",
	"1:2:3:4:5:6:7:8:9",
])("%s is no address", (text) => {
	expect(networkOf(text, prefixes)).toBeNull();
});

test("it agrees with Node on what is an address", () => {
	const piece = fc.constantFrom(":", "::", ".", "0", "1", "ffff", "255", "256", "a", "g", "1.2.3.4");
	const text = fc.oneof(
		fc.ipV4(),
		fc.ipV6(),
		fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
	);
	fc.assert(
		fc.property(text, (address) => {
			expect(networkOf(address, prefixes) !== null).toBe(isIP(address) !== 0);
		}),
		{ numRuns: 2000 },
	);
});

test("it agrees with Node on which network an address is in", () => {
	fc.assert(
		fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
			const [network = "", length] = networkOf(address, prefixes)?.split("/") ?? [];
			const family = isIP(network) === 4 ? "ipv4" : "ipv6";
			const list = new BlockList();
			list.addSubnet(network, Number(length), family);
			expect(list.check(address, isIP(address) === 4 ? "ipv4" : "ipv6")).toBe(true);
		}),
	);
});
