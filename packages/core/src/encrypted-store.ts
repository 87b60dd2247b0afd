/** Encryption at rest: session data is sealed before it reaches a store, and opened when it comes back. */

import { StoreUnavailableError } from "./errors.ts";
import type { KeyRing, Secrets } from "./key-ring.ts";
import type { SessionRecord } from "./record.ts";
import { createSealer, type Sealer } from "./seal.ts";
import type { FreshRead, Page, SessionScan, SessionStore, UserIndex } from "./store.ts";

export interface EncryptionOptions {
	/**
	 * The first seals, all of them open. To change a secret, put the new one in front and drop the old one once each session
	 * under it was written to or is over: after the absolute timeout at the latest.
	 */
	readonly secrets: Secrets | KeyRing;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

/**
 * Wraps any store so that it holds `data` sealed (XAES-256-GCM) and bound to the session's id: neither read nor moved to
 * another session. What the store searches by stays readable: ids, users, times, devices. All capabilities stay.
 *
 * Calls that give sessions throw {@link StoreUnavailableError} when the data of one can't be opened: it was sealed under
 * another secret, or changed. It is never taken for empty.
 *
 * @throws ConfigurationError naming everything that is wrong with the secrets.
 */
export function encryptedStore<Store extends SessionStore>(store: Store, { secrets, now }: EncryptionOptions): Store {
	const sealer = createSealer({ secrets, purpose: "session-data", ...(now && { now }) });

	async function sealed(record: SessionRecord): Promise<SessionRecord> {
		return record.end === null ? { ...record, data: await sealData(sealer, record.id, record.data) } : record;
	}

	async function opened(record: SessionRecord): Promise<SessionRecord> {
		if (record.end !== null) return record;
		const data = await openData(sealer, record.id, record.data);
		if (data !== null) return { ...record, data };
		throw new StoreUnavailableError(
			`The data of session ${record.id} can't be opened: its secret is missing from secrets, or it was changed.`,
		);
	}

	async function openedOrNull(record: SessionRecord | null): Promise<SessionRecord | null> {
		return record && opened(record);
	}

	async function openedPage({ items, cursor }: Page<SessionRecord>): Promise<Page<SessionRecord>> {
		return { items: await Promise.all(items.map(opened)), cursor };
	}

	const { readFresh, listByUser, scan } = store as Store & Partial<FreshRead & UserIndex & SessionScan>;
	const changes: Partial<SessionStore & FreshRead & UserIndex & SessionScan> = {
		read: async (id) => openedOrNull(await store.read(id)),
		create: async (record, limit) => store.create(await sealed(record), limit),
		update: async (record, expectedVersion) => store.update(await sealed(record), expectedVersion),
		...(readFresh && { readFresh: async (id) => openedOrNull(await readFresh.call(store, id)) }),
		...(listByUser && { listByUser: async (user, query) => openedPage(await listByUser.call(store, user, query)) }),
		...(scan && { scan: async (query) => openedPage(await scan.call(store, query)) }),
	};
	return new Proxy(store, {
		get(target, name) {
			if (Object.hasOwn(changes, name)) return changes[name as keyof typeof changes];
			const value: unknown = Reflect.get(target, name, target);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}

/** A seal has a greatest size. What is longer becomes several, of so many characters each, cut between characters. */
const partLength = 2 ** 17;
const everyPart = new RegExp(`.{1,${partLength}}`, "gsu");

/** Where in a seal its version, key id and nonce are: no two seals begin alike. */
const headLength = 39;

async function sealData(sealer: Sealer, id: string, data: string): Promise<string> {
	const [first = "", ...rest] = data.length <= partLength ? [data] : (data.match(everyPart) ?? []);
	const seal = await sealer.seal(first, { name: partName(id, rest.length) });
	const others = rest.map((part, index) => sealer.seal(part, { name: partName(id, index, seal) }));
	return [seal, ...(await Promise.all(others))].join(".");
}

/** `null`: not sealed for this session by this ring, or not whole. */
async function openData(sealer: Sealer, id: string, text: string): Promise<string | null> {
	const [seal = "", ...rest] = text.split(".");
	const parts = await Promise.all([
		sealer.open(seal, { name: partName(id, rest.length) }),
		...rest.map((part, index) => sealer.open(part, { name: partName(id, index, seal) })),
	]);
	return parts.includes(null) ? null : parts.map((part) => part?.value).join("");
}

/** The first part is bound to how many follow, each of those to its place and to the first. */
function partName(id: string, number: number, first?: string): string {
	if (first === undefined) return number === 0 ? id : `${id} +${number}`;
	return `${id} ${number} ${first.slice(0, headLength)}`;
}
