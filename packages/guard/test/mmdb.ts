/** Writes a geo database in the MaxMind DB format, version 2.0, as far as tests need it: maps, texts and numbers. */

type Value = string | number | { readonly [key: string]: Value };

/** Networks that don't overlap, such as `"203.0.113.0/24"`, and what the database says of each. */
export type Networks = Readonly<Record<string, Value>>;

/** Where a bit of an address leads: to another node, to data, or nowhere. */
type Child = { readonly node: number } | { readonly data: number } | null;

const separator = Buffer.alloc(16);
const metadataMarker = Buffer.from("\xab\xcd\xefMaxMind.com", "latin1");

/** The bytes of a database of both kinds of addresses. IPv4 is in `::/96`. */
export function mmdb(databaseType: string, networks: Networks): Buffer {
	const nodes: [Child, Child][] = [[null, null]];
	const data: Buffer[] = [];
	let dataLength = 0;
	for (const [network, value] of Object.entries(networks)) {
		const bits = bitsOf(network);
		const last = bits.pop() ?? 0;
		let node = 0;
		for (const bit of bits) {
			const children = nodes[node] as [Child, Child];
			const child = children[bit] ?? { node: nodes.push([null, null]) - 1 };
			if (!("node" in child)) throw new RangeError(`${network} overlaps with another network.`);
			children[bit] = child;
			node = child.node;
		}
		(nodes[node] as [Child, Child])[last] = { data: dataLength };
		const encoded = encode(value);
		data.push(encoded);
		dataLength += encoded.length;
	}
	const tree = Buffer.alloc(nodes.length * 8);
	for (const [index, child] of nodes.flat().entries()) {
		const nowhere = nodes.length;
		const record = child === null ? nowhere : "node" in child ? child.node : nowhere + separator.length + child.data;
		tree.writeUInt32BE(record, index * 4);
	}
	const metadata = encode({
		...{ binary_format_major_version: 2, binary_format_minor_version: 0, build_epoch: 1_800_000_000 },
		...{ database_type: databaseType, description: {}, ip_version: 6, node_count: nodes.length, record_size: 32 },
	});
	return Buffer.concat([tree, separator, ...data, metadataMarker, metadata]);
}

/** The bits that all addresses of the network begin with. */
function bitsOf(network: string): (0 | 1)[] {
	const [address = "", length] = network.split("/");
	const isV4 = !address.includes(":");
	const words = isV4 ? [...Array(12).fill(0), ...address.split(".").map(Number)] : wordsOf(address);
	const bits = words.map((word) => word.toString(2).padStart(isV4 ? 8 : 16, "0")).join("");
	return Array.from(bits.slice(0, Number(length) + (isV4 ? 96 : 0)), (bit) => (bit === "1" ? 1 : 0));
}

/** The eight words of an IPv6 address. */
function wordsOf(address: string): number[] {
	const [before = [], after = []] = address.split("::").map((part) => (part === "" ? [] : part.split(":")));
	const zeros = Array(8 - before.length - after.length).fill("0");
	return [...before, ...zeros, ...after].map((word) => Number.parseInt(word, 16));
}

/** A value of the data section: its type and size in a byte or two, then itself. Whole numbers are 32 bits, others double. */
function encode(value: Value): Buffer {
	if (typeof value === "string") {
		const text = Buffer.from(value);
		return Buffer.concat([control(2, text.length), text]);
	}
	if (typeof value === "number") {
		const bytes = Buffer.alloc(Number.isInteger(value) ? 4 : 8);
		if (Number.isInteger(value)) bytes.writeUInt32BE(value);
		else bytes.writeDoubleBE(value);
		return Buffer.concat([control(Number.isInteger(value) ? 6 : 3, bytes.length), bytes]);
	}
	const entries = Object.entries(value);
	return Buffer.concat([control(7, entries.length), ...entries.flat().map(encode)]);
}

function control(type: number, size: number): Buffer {
	return Buffer.from(size < 29 ? [(type << 5) | size] : [(type << 5) | 29, size - 29]);
}
