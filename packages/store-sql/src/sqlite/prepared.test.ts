import { expect, test } from "vitest";
import { migrate } from "../migrations.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { sqliteStore } from "./sqlite-store.ts";

test("reading is one query, prepared once", async () => {
	const folder = temporaryFolder();
	const connection = folder.connect();
	await migrate(sqliteStore(connection));
	const prepared: string[] = [];
	let runs = 0;
	const store = sqliteStore({
		prepare(sql) {
			prepared.push(sql);
			const statement = connection.prepare(sql);
			return {
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
