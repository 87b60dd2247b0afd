import { Script } from "../script.ts";
import { prelude } from "./prelude.ts";

/**
 * A user's live sessions, the newest first.
 *
 * KEYS: the user's index. ARGV: how many at most; and where to go on, if not at the newest: `createdAt` and id of the last
 * one that is known.
 *
 * @returns their texts
 */
export const listUserScript = new Script(`${prelude}
local index, limit, from, last = KEYS[1], tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]

-- Not by <, which follows the server's locale.
local function before(a, b)
	for i = 1, math.min(#a, #b) do
		local x, y = string.byte(a, i), string.byte(b, i)
		if x ~= y then return x < y end
	end
	return #a < #b
end

local texts, gone, offset = {}, {}, 0
while #texts < limit do
	local found = redis.call('ZREVRANGEBYSCORE', index, from or '+inf', '-inf', 'WITHSCORES', 'LIMIT', offset, 100)
	if #found == 0 then break end
	offset = offset + 100
	for i = 1, #found, 2 do
		local id, created = found[i], tonumber(found[i + 1])
		if #texts < limit and (not from or created < from or before(id, last)) then
			local state, key = check(index, id)
			if state == 'live' then texts[#texts + 1] = redis.call('GET', key) end
			if state == 'gone' then gone[#gone + 1] = id end
		end
	end
end
for _, id in ipairs(gone) do redis.call('ZREM', index, id) end
return texts
`);
