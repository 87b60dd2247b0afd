/** The routes, with the session keeper that the process was started with. */

import { keepers } from "./session-keepers.ts";

const keeper = keepers[process.env.SESSION_KEEPER as keyof typeof keepers] ?? keepers.bare; // none while this is built

export const routes = keeper();
