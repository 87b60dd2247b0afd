/** The application's sessions: the one place where Sojourn is set up. */

import { createSessions, type Plugin, type SessionStore, type Sessions, type UserIndex } from "@sojourn/core";
import type { Config } from "./config.ts";

/** What the application keeps in a session. */
export interface DemoData {
	/** What has just been done, to be said on the next page. */
	notice?: string;
}

/** How many devices a user can be signed in on: few enough for one page of the list. */
export const maxDevices = 25;

/** What the application needs of any store: to know the sessions of a user. */
type DemoStore = SessionStore & UserIndex;

export type DemoSessions = Sessions<DemoData, DemoStore>;

export function createDemoSessions(store: DemoStore, plugins: readonly Plugin[], config: Config): DemoSessions {
	return createSessions<DemoData, DemoStore>({
		store,
		plugins,
		secrets: config.secrets,
		development: config.development,
		bearer: true,
		limit: { max: maxDevices, policy: "evict-oldest" },
		...(config.now !== undefined && { now: config.now }),
	});
}
