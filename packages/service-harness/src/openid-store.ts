/** What an OpenID provider keeps, in memory and without a bound. */

import type { Adapter, AdapterPayload } from "oidc-provider";

/** A store for one provider. It forgets nothing: the provider itself judges what has expired. */
export interface OpenIdStore {
	/** The part for one model, such as `"RefreshToken"`. */
	adapter(model: string): Adapter;
}

/**
 * @param onReuse - Makes what a second use of a token throws. Two uses at the same moment both find it unused; the store
 *   decides which was first, as the transaction of a provider's database does.
 */
export function createOpenIdStore(onReuse: () => Error): OpenIdStore {
	const entries = new Map<string, AdapterPayload>();

	function removeWhere(condition: (payload: AdapterPayload) => boolean): void {
		for (const [key, payload] of entries) if (condition(payload)) entries.delete(key);
	}

	function adapter(model: string): Adapter {
		const key = (id: string) => `${model}:${id}`;
		const findWhere = (condition: (payload: AdapterPayload) => boolean) =>
			[...entries].find(([entry, payload]) => entry.startsWith(key("")) && condition(payload))?.[1];
		return {
			async upsert(id, payload) {
				entries.set(key(id), payload);
			},
			async find(id) {
				return entries.get(key(id));
			},
			async findByUid(uid) {
				return findWhere((payload) => payload.uid === uid);
			},
			async findByUserCode(code) {
				return findWhere((payload) => payload.userCode === code);
			},
			async consume(id) {
				const payload = entries.get(key(id));
				if (payload === undefined) throw onReuse();
				if (payload.consumed !== undefined) {
					removeWhere(({ grantId }) => grantId === payload.grantId);
					throw onReuse();
				}
				payload.consumed = Math.floor(Date.now() / 1000);
			},
			async destroy(id) {
				entries.delete(key(id));
			},
			async revokeByGrantId(grantId) {
				removeWhere((payload) => payload.grantId === grantId);
			},
		};
	}

	return { adapter };
}
