import { Script } from "../script.ts";

/** Reads a session where it is written: scripts run on the master. KEYS: the session. */
export const getScript = new Script("return redis.call('GET', KEYS[1])");
