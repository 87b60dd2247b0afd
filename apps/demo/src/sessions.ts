/** The application's sessions: the one place where Sojourn is set up. */

import { createSessions, type Sessions } from "@sojourn/core";
import { migrate, sqliteStore } from "@sojourn/store-sql";
import type { Database } from "better-sqlite3";
import type { Config } from "./config.ts";

/** What the application keeps in a session. */
export interface DemoData {
	/** What has just been done, to be said on the next page. */
	notice?: string;
}

/** How many devices a user can be signed in on: few enough for one page of the list. */
export const maxDevices = 25;

export type DemoSessions = Sessions<DemoData>;

/** Creates the table of the sessions at the first start. */
export async function createDemoSessions(database: Database, config: Config): Promise<DemoSessions> {
	const clock = config.now !== undefined && { now: config.now };
	const store = sqliteStore(database, { ...clock });
	await migrate(store);
	return createSessions<DemoData>({
		store,
		secrets: config.secrets,
		development: config.development,
		bearer: true,
		limit: { max: maxDevices, policy: "evict-oldest" },
		...clock,
	});
}
