/** IP addresses, and the networks they are in. */

/** How many leading bits make a network. */
export interface PrefixLengths {
	/** A multiple of 8. */
	readonly v4: number;
	/** A multiple of 16. */
	readonly v6: number;
}

/**
 * The network that an address is in, as text that is equal for all of its addresses: `"203.0.113.0/24"`,
 * `"2001:db8:1::/48"`; `null` when it is no address. IPv4 as such, also when it is written in IPv6 (RFC 4291, 2.5.5.2).
 */
export function networkOf(address: string | null, { v4, v6 }: PrefixLengths): string | null {
	const groups = address === null ? null : readAddress(address);
	if (groups === null) return null;
	if (groups.length === 4) return `${groups.map((group, i) => (i < v4 / 8 ? group : 0)).join(".")}/${v4}`;
	const prefix = groups.slice(0, v6 / 16).map((group) => group.toString(16));
	return `${prefix.join(":")}::/${v6}`;
}

/** The address; IPv4 as such, where a server that listens on IPv6 sees it (RFC 4291, 2.5.5.2): lookups know it by that form. */
export function plainAddress(address: string | null): string | null {
	return address?.replace(/^::ffff:(?=\d+\.)/i, "") ?? null;
}

/** The four bytes of an IPv4 address, or the eight groups of an IPv6 address; `null` when it is neither. */
function readAddress(address: string): readonly number[] | null {
	const [text = ""] = address.split("%", 1); // what follows is a zone (RFC 4007, 11.2)
	if (text.length > 45) return null;
	const bytes = readBytes(text);
	if (bytes !== null) return bytes;

	const [, head = "", tail = null] = /^(.*)(?::)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
	const embedded = tail === null ? null : readBytes(tail);
	if (tail !== null && embedded === null) return null;
	const [a = 0, b = 0, c = 0, d = 0] = embedded ?? [];
	const hex = embedded === null ? text : `${head}:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
	const groups = readGroups(hex);
	const isMapped = groups?.slice(0, 6).join() === "0,0,0,0,0,65535";
	return isMapped && groups !== null ? groups.slice(6).flatMap((group) => [group >> 8, group & 255]) : groups;
}

function readBytes(text: string): readonly number[] | null {
	const parts = text.split(".");
	const valid = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
	return valid ? parts.map(Number) : null;
}

function readGroups(text: string): readonly number[] | null {
	const halves = text.split("::");
	const [left = [], right = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
	const missing = 8 - left.length - right.length;
	if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return null;
	const groups = [...left, ...Array<string>(missing).fill("0"), ...right];
	return groups.every((group) => /^[\da-f]{1,4}$/i.test(group))
		? groups.map((group) => Number.parseInt(group, 16))
		: null;
}
