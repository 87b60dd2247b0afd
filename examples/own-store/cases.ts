/** The cases of the store contract for the example's store, whatever the test runner. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { storeContract } from "@sojourn/core/testing";
import { ownStore } from "./own-store.ts";

export const cases = storeContract({
	capabilities: ["sweep"],
	async open(clock) {
		const folder = mkdtempSync(join(tmpdir(), "own-store-"));
		const one = new DatabaseSync(join(folder, "sessions.db"));
		const two = new DatabaseSync(join(folder, "sessions.db"));
		return {
			store: ownStore(one, clock),
			another: async () => ownStore(two, clock),
			async close() {
				one.close();
				two.close();
				rmSync(folder, { recursive: true });
			},
		};
	},
});
