/** What Acme knows, so that it knows it after a restart too: one SQLite table. */

import type { Database } from "better-sqlite3";
import type { AdapterFactory, AdapterPayload } from "oidc-provider";

/** Gives oidc-provider the part of the table that is for one kind of thing, such as `"RefreshToken"`. */
export function acmeStore(database: Database): AdapterFactory {
	database.exec(`
		CREATE TABLE IF NOT EXISTS acme (
			model TEXT NOT NULL,
			id TEXT NOT NULL,
			payload TEXT NOT NULL,
			expires_at INTEGER NOT NULL,
			PRIMARY KEY (model, id)
		) STRICT
	`);
	const sweep = database.prepare("DELETE FROM acme WHERE expires_at <= ?");
	const insert = database.prepare("INSERT OR REPLACE INTO acme VALUES (?, ?, ?, ?)");
	const mark = database.prepare(
		"UPDATE acme SET payload = json_set(payload, '$.consumed', ?) WHERE model = ? AND id = ?",
	);
	const remove = database.prepare("DELETE FROM acme WHERE model = ? AND id = ?");
	const removeGrant = database.prepare("DELETE FROM acme WHERE model = ? AND payload ->> 'grantId' = ?");
	const select = (condition: string) =>
		database.prepare<[string, string], string>(`SELECT payload FROM acme WHERE model = ? AND ${condition}`).pluck();
	const [byId, byUid, byUserCode] = ["id = ?", "payload ->> 'uid' = ?", "payload ->> 'userCode' = ?"].map(select);

	return (model) => {
		const find = async (statement: typeof byId, value: string): Promise<AdapterPayload | undefined> => {
			const payload = statement?.get(model, value);
			return payload === undefined ? undefined : JSON.parse(payload);
		};
		return {
			find: (id) => find(byId, id),
			findByUid: (uid) => find(byUid, uid),
			findByUserCode: (code) => find(byUserCode, code),
			async upsert(id, payload, expiresIn = 86_400) {
				const now = Math.floor(Date.now() / 1000);
				sweep.run(now);
				insert.run(model, id, JSON.stringify(payload), now + expiresIn);
			},
			async consume(id) {
				mark.run(Math.floor(Date.now() / 1000), model, id);
			},
			async destroy(id) {
				remove.run(model, id);
			},
			async revokeByGrantId(grantId) {
				removeGrant.run(model, grantId);
			},
		};
	};
}
