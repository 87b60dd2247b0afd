/** Ids, users and data from hostile hands. */

import { assert, equal } from "../assert.ts";
import type { Cases } from "./world.ts";

/** No session has these. Looking for them is no error. */
const malformedIds = [
	"",
	" ",
	"\0",
	"a\0b",
	"x".repeat(10_000),
	"\ud800",
	"é💥",
	"*",
	"?",
	"[a-z]*",
	"%",
	"_",
	"'; drop table sessions; --",
	'"',
	"`",
	"\\",
	"../../etc/passwd",
	"{alice}",
	"\r\nDEL x",
	"__proto__",
	"constructor",
	"toString",
];

/** Each of these is a session of its own. */
const distinctIds = [
	"0123456789abcdefghijklmnop",
	"0123456789abcdefghijklmnoP",
	"0123456789ABCDEFGHIJKLMNOP",
	"0123456789abcdefghijklmno_",
	"0123456789abcdefghijklmno-",
	"0123456789abcdefghijklmno",
	"0123456789abcdefghijklmnop0",
	"00000000000000000000000000",
	"000000000000000000000000000",
	"__________________________",
	"--------------------------",
	"__proto__",
	"constructor",
	"x".repeat(67),
	"x".repeat(68),
];

/** Each of these is a user of their own. */
const distinctUsers = [
	"a",
	"A",
	"a ",
	" a",
	"á",
	"á".normalize("NFD"),
	"ａ",
	"__proto__",
	"constructor",
	"hasOwnProperty",
	"'",
	'"',
	"''",
	"`",
	"\\",
	"\\'",
	"%",
	"_",
	"*",
	"a*",
	"?",
	"[a]",
	"{a}",
	"{a",
	"a:b",
	"a/b",
	"a\nb",
	"null",
	"0",
	"00",
	"0.0",
	"1e1",
	"10",
	"💥",
	"ß",
	"ss",
	"x".repeat(254),
	"x".repeat(255),
	"é".repeat(255),
];

export const identityCases: Cases = {
	async "ids: malformed ones are values, not errors"({ store, add, record, end }) {
		const other = await add();
		for (const id of malformedIds) {
			equal(await store.read(id), null, `read of ${JSON.stringify(id.slice(0, 40))}`);
			await store.touch(id, Number.MAX_SAFE_INTEGER);
			equal(await store.update(record({ id }), 1), false, `update of ${JSON.stringify(id.slice(0, 40))}`);
			equal(await store.end(id, end()), false, `end of ${JSON.stringify(id.slice(0, 40))}`);
		}
		equal(await store.read(other.id), other, "the session beside them");
	},

	async "ids: each means itself, character by character"({ store, add, end }) {
		const records = [];
		for (const id of distinctIds) records.push(await add({ id, userId: null, data: JSON.stringify(id) }));
		for (const record of records) equal(await store.read(record.id), record, `read of ${JSON.stringify(record.id)}`);
		for (const [index, record] of records.entries()) {
			equal(await store.end(record.id, end()), true, `end of ${JSON.stringify(record.id)}`);
			const next = records[index + 1];
			if (next) equal(await store.read(next.id), next, `${JSON.stringify(next.id)}, beside the one that ended`);
		}
	},

	async "users: each means itself, character by character"({ store, record }) {
		const limit = { max: 1, policy: "reject" } as const;
		for (const userId of distinctUsers) {
			const name = JSON.stringify(userId);
			const first = record({ userId });
			equal(await store.create(first, limit), { created: true, evicted: [] }, `the first session of ${name}`);
			equal(
				await store.create(record({ userId }), limit),
				{ created: false, reason: "limit" },
				`the second of ${name}`,
			);
			equal(await store.read(first.id), first, `the session of ${name}`);
		}
	},

	async "data: any well-formed text comes back as it was"({ store, add }) {
		const texts = [
			JSON.stringify({ é: "Zürich", emoji: "👩‍👩‍👧", rtl: "שלום", zero: "\u200b", key: "\u2028\u2029" }),
			'{"__proto__":{"polluted":true},"constructor":null}',
			String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code)),
			"'\"`\\%_$1$&$\\0\\u0000",
			" \t\r\n ",
			"\ufeffmarked",
		];
		for (const data of texts) {
			const record = await add({ data });
			equal(await store.read(record.id), record, "created");
			const updated = { ...record, version: 2, data: data + data };
			equal(await store.update(updated, 1), true, "update");
			equal(await store.read(record.id), updated, "updated");
		}
		assert(!("polluted" in {}), "Object.prototype must not have been changed.");
	},

	async "data: a megabyte comes back as it was"({ store, add }) {
		const data = JSON.stringify({ text: "0123456789abcdé\n".repeat(65_536) });
		const record = await add({ data });
		assert((await store.read(record.id))?.data === data, "The data must come back whole.");
	},

	async "devices and contexts: any text comes back as it was"({ store, add }) {
		const text = "\0 '\"\\ 💥 \ud800";
		const record = await add({
			device: {
				label: text,
				mobile: true,
				ip: "::1",
				userAgent: text,
				name: text,
				country: text,
				city: text,
				traits: { guard: text },
			},
			auth: {
				at: 1,
				methods: [text, ""],
				level: 3,
				context: JSON.parse('{"__proto__":{"polluted":true},"":[null,1.5,-0.25]}'),
			},
		});
		equal(await store.read(record.id), record, "the record");
		assert(!("polluted" in {}), "Object.prototype must not have been changed.");
	},
};
