import { Script } from "../script.ts";
import { prelude } from "./prelude.ts";

/**
 * Stores a record under a key that isn't taken, and makes room for it.
 *
 * KEYS: the session, its user's index (if it has a user). ARGV: id, text, and with a limit: how many sessions there may
 * be, `"evict-oldest"` or `"reject"`, the end of those evicted, when it is.
 *
 * @returns `"created"` and the ids of those evicted; `"exists"`; or `"limit"` and by how many there would be too many
 */
export const createScript = new Script(`${prelude}
local key, index = KEYS[1], KEYS[2]
local id, text, max, policy, ending, at = ARGV[4], ARGV[5], tonumber(ARGV[6]), ARGV[7], ARGV[8], tonumber(ARGV[9])

local existing = redis.call('GET', key)
if existing then
	-- The same text is this very call: its reply was lost with the connection, and the client has sent it again.
	return { existing == text and 'created' or 'exists' }
end

local result = { 'created' }
if max then
	local live = sessions(index)
	local excess = #live + 1 - max
	if excess > 0 and policy == 'reject' then return { 'limit', tostring(excess) } end
	for i = 1, excess do
		finish(live[i].key, live[i].id, live[i].record, ending, at)
		result[i + 1] = live[i].id
	end
end

local record = parse(text)
redis.call('SET', key, text, 'PX', lifetime(record, deadline(record)))
enlist(record, key, id)
return result
`);
