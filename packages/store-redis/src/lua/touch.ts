import { Script } from "../script.ts";
import { prelude } from "./prelude.ts";

/**
 * Moves `lastSeenAt` forward in place.
 *
 * KEYS: the session. ARGV: id, the time as it stands in a text.
 */
export const touchScript = new Script(`${prelude}
local key, id, seen = KEYS[1], ARGV[4], ARGV[5]
local record = look(key)
if not record or not record.alive or tonumber(seen) <= tonumber(record.seen) then return 0 end

record.seen = seen
redis.call('SETRANGE', key, 6, seen)
redis.call('PEXPIRE', key, lifetime(record, deadline(record)))
enlist(record, key, id)
return 1
`);
