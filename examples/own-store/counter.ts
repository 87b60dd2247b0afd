/** A process of its own that counts in a session: `node counter.ts FILE ID TIMES`. */

import { DatabaseSync } from "node:sqlite";
import { ownStore } from "./own-store.ts";

const [, , file = "", id = "", times = ""] = process.argv;
const store = ownStore(new DatabaseSync(file, { timeout: 30_000 }));

for (let counted = 0; counted < Number(times); ) {
	const record = await store.read(id);
	if (record === null) throw new Error(`There is no session ${id}.`);
	const next = { ...record, version: record.version + 1, data: `${Number(record.data) + 1}` };
	if (await store.update(next, record.version)) counted++;
}
