import { expect, test } from "vitest";
import { migrate } from "./migrations.ts";
import { createQueries } from "./queries.ts";
import { sqliteDialect, sqliteStore } from "./sqlite.ts";
import { temporaryFolder } from "./testing/folder.ts";

const index = {
	id: /^SEARCH sojourn_sessions USING INDEX sqlite_autoindex_sojourn_sessions_1 \(id[=>]\?\)$/,
	user: /^SEARCH sojourn_sessions USING (COVERING )?INDEX sojourn_sessions_by_user \(user_id=\? AND ended_at=\?/,
	due: /^SEARCH sojourn_sessions USING INDEX sojourn_sessions_by_due \(due_at<\?\)$/,
};

const plans: Record<keyof ReturnType<typeof createQueries>, readonly RegExp[]> = {
	read: [index.id],
	insert: [],
	update: [index.id],
	touch: [index.id],
	end: [index.id],
	forget: [index.id],
	list: [/\(user_id=\? AND ended_at=\? AND \(created_at,id\)<\(\?,\?\)\)$/],
	liveIds: [index.user],
	count: [index.user],
	scan: [index.id],
	due: [index.due],
};

test.each(Object.entries(plans))("%s finds its rows by an index, in order", async (name, expected) => {
	const folder = temporaryFolder();
	const connection = folder.connect();
	await migrate(sqliteStore(connection));
	const queries = createQueries(sqliteDialect, "sojourn_sessions");
	expect(Object.keys(queries)).toEqual(Object.keys(plans));
	const { sql, values } = queries[name as keyof typeof queries]({} as never);
	const nulls = values.map((value) => value ?? null);
	const plan = connection.prepare(`explain query plan ${sql}`).all(nulls) as { detail: string }[];
	const details = plan.map((step) => step.detail);
	expect(details).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
	folder.remove();
});

test("reading is one query, prepared once", async () => {
	const folder = temporaryFolder();
	const connection = folder.connect();
	await migrate(sqliteStore(connection));
	const prepared: string[] = [];
	let runs = 0;
	const store = sqliteStore({
		inTransaction: false,
		prepare(sql) {
			prepared.push(sql);
			const statement = connection.prepare(sql);
			return {
				reader: statement.reader,
				run: (...values) => statement.run(...values),
				all(...values) {
					runs++;
					return statement.all(...values);
				},
			};
		},
	});
	for (let turn = 0; turn < 10; turn++) await store.read("x");
	expect([prepared.length, runs]).toEqual([1, 10]);
	folder.remove();
});
