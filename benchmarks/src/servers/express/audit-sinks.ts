/** Where an audit's events go, each set up as its documentation says. */

import { type AuditSink, migrate, redisStream, sqlTrail } from "@sojourn/audit";
import { Kysely, PostgresDialect } from "kysely";
import { connected, pool } from "./stores.ts";

export const auditSinks = {
	/** Forgets them: what is left is the part of the request, and of the queue. */
	nowhere: { name: "nowhere", async write() {} } satisfies AuditSink,

	redis: async (url: string) => redisStream(await connected(url)),

	async postgres(url: string) {
		const trail = sqlTrail(new Kysely({ dialect: new PostgresDialect({ pool: pool(url) }) }));
		await migrate(trail);
		return trail;
	},
};
