/**
 * What the scripts share. An error halfway through a script doesn't undo what was written before it: so each reads all that
 * could fail before it writes anything.
 *
 * Every script is called with the time, the beginning of the slot's keys and the channel as ARGV 1 to 3.
 */
export const prelude = String.raw`
local now, base, channel = tonumber(ARGV[1]), ARGV[2], ARGV[3]

-- What the first line of a record's text says (record-text.ts); nil when it is none.
local function parse(text)
	local state, seen, version, idle, expires, keep, created, user = string.match(
		text, '^(%a+)%[( *[^,]+),([^,]+),([^,]+),([^,]+),([^,]+),([^,]+),([^\n]+),\n')
	if not state then return nil end
	return {
		alive = state == 'alive', seen = seen, version = tonumber(version),
		idle = tonumber(idle), expires = tonumber(expires), keep = tonumber(keep),
		created = created, index = user ~= 'null' and base .. 'u:' .. user or nil,
	}
end

local function look(key)
	return parse(redis.call('GETRANGE', key, 0, 2047))
end

local function deadline(record)
	return math.min(tonumber(record.seen) + record.idle, record.expires)
end

-- How long a record is kept that is over at that time; long enough to be seen, be that time ever so long past.
local function lifetime(record, over)
	return math.max(10000, math.ceil(over + record.keep - now))
end

-- Puts a session into its user's index, which lives for as long as the last of them.
local function enlist(record, key, id)
	-- While a cluster moves a slot, one key may be here and the other elsewhere. A command on both fails then; one on the
	-- absent key would make it a second time. The next change of the session comes by here again.
	if not record.index or type(redis.pcall('EXISTS', key, record.index)) ~= 'number' then return end
	local ttl = lifetime(record, deadline(record))
	redis.call('ZADD', record.index, record.created, id)
	if redis.call('PTTL', record.index) < ttl then redis.call('PEXPIRE', record.index, ttl) end
end

-- Tells other processes. Where that isn't allowed to the client, the change is made all the same.
local function tell(id)
	redis.pcall('PUBLISH', channel, id)
end

-- Writes the tombstone over a record that is alive.
local function finish(key, id, record, ending, at)
	local seen, kept = string.match(redis.call('GET', key), '^alive(%[[^,]+,)[^,]+(,[^\n]+\n[^\n]+\n)')
	local text = 'ended' .. seen .. record.version + 1 .. kept .. ending .. ']'
	redis.call('SET', key, text, 'PX', lifetime(record, at))
	if record.index then redis.pcall('ZREM', record.index, id) end -- an index that is elsewhere heals when it is read
	tell(id)
end

-- What has become of a session in a user's index: 'live', with its key and record; 'expired'; 'gone'.
local function check(index, id)
	local key = base .. 's:' .. id
	local record = look(key)
	if not record or not record.alive then
		redis.call('EXISTS', key, index) -- fails if it isn't gone but elsewhere, while a cluster moves the slot
		return 'gone'
	end
	if now < deadline(record) then return 'live', key, record end
	-- Expired says the clock of one of the application's servers. Unless it has been for an hour, let others have a say:
	-- a session that isn't in the index isn't ended with the user's others.
	return now > deadline(record) + 3600000 and 'gone' or 'expired'
end

-- The user's live sessions, the oldest first. What is gone is taken out of the index.
local function sessions(index)
	local live, gone = {}, {}
	for _, id in ipairs(redis.call('ZRANGE', index, 0, -1)) do
		local state, key, record = check(index, id)
		if state == 'live' then live[#live + 1] = { id = id, key = key, record = record } end
		if state == 'gone' then gone[#gone + 1] = id end
	end
	for _, id in ipairs(gone) do redis.call('ZREM', index, id) end
	return live
end
`;
