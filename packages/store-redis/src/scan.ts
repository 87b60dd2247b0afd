/** Walking over all sessions, one server after the other. */

import { deadline, InvalidArgumentError, matchesDevice, type SessionRecord, type SessionScan } from "@sojourn/core";
import { isStorableId, type Keys } from "./keys.ts";
import type { RedisPort, RedisServer } from "./port.ts";
import { decodeText } from "./record-text.ts";

/** How many steps of `SCAN` make one page at most, so that neither filters nor other programs' keys hold anybody up. */
const mostSteps = 100;

/** Where a walk is: on which server, at which of its cursors, and which sessions of the step before it come first. */
interface Position {
	readonly server: string;
	readonly cursor: string;
	readonly ids: readonly string[];
}

/**
 * A step of `SCAN` finds as many keys as it likes. What doesn't fit on a page goes into the page's cursor, so that each
 * session comes once; twice, at most, while a server shrinks its table because most of its keys have gone.
 */
export function createScan(port: RedisPort, keys: Keys, now: () => number): SessionScan {
	async function read(id: string): Promise<SessionRecord | null> {
		const text = await port.get(keys.session(id));
		return text === null ? null : decodeText(text);
	}

	return {
		async scan({ limit, cursor, device, active }) {
			const given = cursor === undefined ? null : parseCursor(cursor);
			const servers = await sortedServers(port);
			const at = now();
			const items: SessionRecord[] = [];
			const isWanted = (record: SessionRecord | null): record is SessionRecord =>
				record !== null &&
				(active === undefined || active === (record.end === null && at < deadline(record))) &&
				matchesDevice(record, device);

			let position: Position | null = given ?? startOf(servers[0]);
			for (let step = 0; position !== null && items.length < limit && step < mostSteps; step++) {
				const room = limit - items.length;
				const ids = position.ids.slice(0, room);
				items.push(...(await Promise.all(ids.map(read))).filter(isWanted));
				const left = position.ids.slice(room);
				position = left.length > 0 ? { ...position, ids: left } : await advance(position, servers, room);
			}
			return { items, cursor: position === null ? null : formatCursor(position) };
		},
	};

	async function advance(position: Position, servers: readonly RedisServer[], room: number): Promise<Position | null> {
		const index = servers.findIndex(({ name }) => name === position.server);
		const server = servers[index];
		if (server === undefined)
			throw new InvalidArgumentError(
				"Another server has taken over since the page before. Begin again, without a cursor.",
			);
		if (position.cursor === "") return startOf(servers[index + 1]);
		const [next, found] = await server.scan(position.cursor, keys.pattern, Math.max(room, 10));
		const ids = [...new Set(found)].map((key) => keys.idOf(key)).filter(isStorableId);
		return { server: server.name, cursor: next === "0" ? "" : next, ids };
	}
}

async function sortedServers(port: RedisPort): Promise<readonly RedisServer[]> {
	return [...(await port.servers())].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function startOf(server: RedisServer | undefined): Position | null {
	return server === undefined ? null : { server: server.name, cursor: "0", ids: [] };
}

/** `server|cursor|id,id,…` */
function formatCursor({ server, cursor, ids }: Position): string {
	return `${server}|${cursor}|${ids.join(",")}`;
}

function parseCursor(text: string): Position {
	const [, server, cursor, list] = /^([^|]{0,300})\|(\d{0,20})\|([\w,-]*)$/.exec(text) ?? [];
	const ids = list ? list.split(",") : [];
	if (server === undefined || cursor === undefined || !ids.every(isStorableId))
		throw new InvalidArgumentError(`Not a cursor of this store's scan: ${JSON.stringify(text.slice(0, 100))}.`);
	return { server, cursor, ids };
}
