/** Walks along a chain, and finds the first entry that isn't as it was. */

import type { KeyObject } from "node:crypto";
import { type Checkpoint, chainStart, commitmentTo, linkHash, type Verification } from "../chain.ts";
import type { AuditDetails } from "../event.ts";
import { type EntryRow, personalIn, userKey } from "./tables.ts";

/** What a chain is read through. */
export interface ChainReader {
	/** The place that the table says is its newest. */
	head(): Promise<Checkpoint>;
	/** Some entries after a position, in order; none at the end. */
	after(position: number): Promise<readonly EntryRow[]>;
	/** What the newest sweep says it has removed; `null` without one. */
	swept(): Promise<AuditDetails["audit.swept"] | null>;
}

/**
 * Entries that are added meanwhile aren't looked at. What a sweep says it has removed may be missing at the beginning: that
 * claim is an entry itself, and its turn comes.
 *
 * @param from a place that is known to be right
 */
export async function verifyChain(reader: ChainReader, key: KeyObject, from?: Checkpoint): Promise<Verification> {
	const head = await reader.head();
	let last = from ?? (await beginning(reader));
	let entries = 0;
	let erased = 0;
	while (last.position < head.position) {
		const rows = await reader.after(last.position);
		for (const row of rows) {
			const position = Number(row.position);
			if (position > head.position) break;
			if (position !== last.position + 1) return broken(last.position + 1, "missing");
			if (!isAsItWas(row, last, key)) return broken(position, "altered");
			last = { position, hash: row.hash };
			entries++;
			if (row.personal === null && row.commitment !== "") erased++;
		}
		if (rows.length === 0) return broken(last.position + 1, "missing");
	}
	if (last.position !== head.position || last.hash !== head.hash) return broken(head.position, "altered");
	return { intact: true, entries, erased, head };
}

/** Where what is left of the chain begins. */
async function beginning(reader: ChainReader): Promise<Checkpoint> {
	const [first] = await reader.after(0);
	if (first === undefined || Number(first.position) === 1) return chainStart;
	const swept = await reader.swept();
	return swept === null ? chainStart : { position: swept.through, hash: swept.hash };
}

function isAsItWas(row: EntryRow, last: Checkpoint, key: KeyObject): boolean {
	const { position, v, at, hash, personal, user_key, ...rest } = row;
	const link = { ...rest, position: Number(position), v: Number(v), at: Number(at) };
	if (hash !== linkHash(key, last.hash, link)) return false;
	if (personal === null) return user_key === null;
	if (commitmentTo(personal) !== rest.commitment) return false;
	const { userId } = personalIn(row);
	return user_key === (userId === null ? null : userKey(userId));
}

function broken(position: number, problem: "altered" | "missing"): Verification {
	return { intact: false, position, problem };
}
