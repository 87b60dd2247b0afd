/** This process's memory. */

import { memoryStore } from "@sojourn/core";
import type { OpenBackend } from "../backend.ts";

export const openMemory: OpenBackend = async (now, size) => {
	const store = memoryStore({ now, max: 2 * size });
	return {
		store,
		async load(records) {
			for (const record of records) await store.create(record);
		},
		settle: async () => {},
		close: async () => {},
	};
};
