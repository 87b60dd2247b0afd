import { Script } from "../script.ts";
import { prelude } from "./prelude.ts";

/**
 * Replaces a record that is alive and at the expected version.
 *
 * KEYS: the session. ARGV: id, text, expected version.
 *
 * @returns 1, or 0 when nothing was replaced
 */
export const updateScript = new Script(`${prelude}
local key, id, text, expected = KEYS[1], ARGV[4], ARGV[5], tonumber(ARGV[6])
local old = look(key)
if not old or not old.alive or old.version ~= expected then return 0 end

local record = parse(text)
local later = tonumber(old.seen) > tonumber(record.seen)
if later then record.seen = old.seen end
redis.call('SET', key, text, 'PX', lifetime(record, deadline(record)))
if later then redis.call('SETRANGE', key, 6, old.seen) end
enlist(record, key, id)
tell(id)
return 1
`);
