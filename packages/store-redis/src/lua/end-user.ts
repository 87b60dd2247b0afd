import { Script } from "../script.ts";
import { prelude } from "./prelude.ts";

/**
 * Ends a user's live sessions, the oldest first.
 *
 * KEYS: the user's index. ARGV: the end as JSON, when it is, an id to leave out (or nothing), how many at most (or nothing).
 *
 * @returns the ids of those that it ended
 */
export const endUserScript = new Script(`${prelude}
local index, ending, at, except, most = KEYS[1], ARGV[4], tonumber(ARGV[5]), ARGV[6], tonumber(ARGV[7]) or math.huge
local ended = {}
for _, one in ipairs(sessions(index)) do
	if one.id ~= except and #ended < most then
		finish(one.key, one.id, one.record, ending, at)
		ended[#ended + 1] = one.id
	end
end
return ended
`);
