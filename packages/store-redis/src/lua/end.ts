import { Script } from "../script.ts";
import { prelude } from "./prelude.ts";

/**
 * Ends a session that is alive.
 *
 * KEYS: the session. ARGV: id, the end as JSON, when it is.
 *
 * @returns 1, or 0 when it isn't alive
 */
export const endScript = new Script(`${prelude}
local key, id, ending, at = KEYS[1], ARGV[4], ARGV[5], tonumber(ARGV[6])
local record = look(key)
if not record or not record.alive then return 0 end
finish(key, id, record, ending, at)
return 1
`);
