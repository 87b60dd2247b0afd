import fc from "fast-check";
import { expect, test } from "vitest";
import { createForwardedReader, type TrustProxy } from "./proxies.ts";

type Headers = Readonly<Record<string, string>>;
const read = (trustProxy: TrustProxy | undefined, headers: Headers) =>
	createForwardedReader(trustProxy)((name) => headers[name]);

const address = fc.oneof(
	fc.ipV4(),
	fc.ipV6().filter((text) => !text.includes("%")),
);
/** What anybody can put into a header, commas and all. */
const hostile = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(",", " ", ":", "[", "]", "1", ".", "f") }));

test("nothing is believed unless asked for", () => {
	fc.assert(
		fc.property(hostile, hostile, hostile, (ip, proto, host) => {
			const headers = { "x-forwarded-for": ip, "x-forwarded-proto": proto, "x-forwarded-host": host };
			expect(read(undefined, headers)).toEqual({ ip: null, secure: null, host: null });
		}),
	);
});

test("whatever a client puts in front, the address is the one that the outermost of our proxies saw", () => {
	fc.assert(
		fc.property(hostile, address, fc.array(address, { maxLength: 4 }), (sent, client, proxies) => {
			const list = [sent, client, ...proxies].join(", ");
			expect(read(proxies.length + 1, { "x-forwarded-for": list }).ip).toBe(client);
		}),
	);
});

test("scheme and host too, where proxies append to them", () => {
	fc.assert(
		fc.property(hostile, fc.constantFrom("http", "https"), fc.domain(), (sent, scheme, host) => {
			const headers = { "x-forwarded-proto": `${sent}, ${scheme}`, "x-forwarded-host": `${sent},${host}` };
			expect(read(1, headers)).toEqual({ ip: null, secure: scheme === "https", host });
		}),
	);
});

test("scheme and host count where proxies replace them instead", () => {
	const headers = {
		"x-forwarded-for": "203.0.113.9, 10.0.0.2",
		"x-forwarded-proto": "https",
		"x-forwarded-host": "a.example",
	};
	expect(read(2, headers)).toEqual({ ip: "203.0.113.9", secure: true, host: "a.example" });
});

test("a header of the proxy's own gives the address, X-Forwarded-For doesn't", () => {
	const headers = { "cf-connecting-ip": "203.0.113.9", "x-forwarded-for": "198.51.100.1" };
	expect(read("cf-connecting-ip", headers).ip).toBe("203.0.113.9");
	expect(read("fly-client-ip", headers).ip).toBe(null);
});

test.each([
	["203.0.113.9", "203.0.113.9"],
	["203.0.113.9:51234", "203.0.113.9"],
	["2001:db8::1", "2001:db8::1"],
	["[2001:db8::1]", "2001:db8::1"],
	["[2001:db8::1]:51234", "2001:db8::1"],
	["::ffff:203.0.113.9", "::ffff:203.0.113.9"],
	["unknown", null],
	["_hidden", null],
	["", null],
	["<script>", null],
	["203.0.113.9 extra", null],
])("an entry %j is the address %j", (entry, ip) => {
	expect(read(1, { "x-forwarded-for": entry }).ip).toBe(ip);
});

test("whatever the entry, what is taken for an address has only the characters of one", () => {
	fc.assert(
		fc.property(hostile, (entry) => {
			expect(read("x-client-ip", { "x-client-ip": entry }).ip ?? "").toMatch(/^[\da-f.:]*$/i);
		}),
	);
});

test.each([0, -1, 1.5, Number.NaN, "", "x forwarded", "a:b"])("trustProxy: %j is refused", (trustProxy) => {
	expect(() => createForwardedReader(trustProxy)).toThrow(/trustProxy is .*: give the number of proxies/);
});
