/** Concurrency over HTTP, and that the session is stored before its response leaves, whatever the response is. */

import { assert, equal } from "../assert.ts";
import type { HttpCase } from "./scene.ts";

export const responseCases: readonly HttpCase[] = [
	{
		name: "L10 100 concurrent requests that each set another key: all 100 survive",
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/set?key=first&value=1");
			const answers = await Promise.all(
				Array.from({ length: 100 }, (_, n) => visitor.post(`/set?key=k${n}&value=${n}`)),
			);
			for (const answer of answers) answer.expect(204, "a change");
			const { data } = (await visitor.get("/read")).json();
			equal(Object.keys(data).length, 101, "keys");
			equal(data.k42, "42", "a value");
		},
	},
	{
		name: "L10 a removed key stays removed, and a change of another key survives it",
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/set?key=a&value=1");
			await visitor.post("/set?key=b&value=1");
			await Promise.all([visitor.post("/unset?key=a"), visitor.post("/set?key=c&value=1")]);
			equal(JSON.stringify((await visitor.get("/read")).json().data), '{"b":"1","c":"1"}', "data");
		},
	},
	{
		name: "the session is stored before a redirect leaves",
		async run(scene) {
			const visitor = scene.visitor();
			const answer = (await visitor.get("/redirect")).expect(303, "redirect");
			equal(answer.header("location"), "/read", "location");
			equal((await visitor.get("/read")).json().data.redirected, true, "what was set before the redirect");
		},
	},
	{
		name: "the session is stored before the first byte of a stream leaves",
		async run(scene) {
			const visitor = scene.visitor();
			const answer = (await visitor.get("/stream")).expect(200, "stream");
			equal(answer.body, "one two three", "body");
			equal((await visitor.get("/read")).json().data.streamed, true, "what was set before the stream");
		},
	},
	{
		name: "HEAD is answered without a body and with the session",
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/set?key=a&value=1");
			const answer = (await visitor.send("HEAD", "/read")).expect(200, "HEAD");
			equal(answer.body, "", "body");
		},
	},
	{
		name: "a handler that throws commits nothing, but its login stays",
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/set?key=a&value=1");
			(await visitor.post("/fail")).expect(500, "a handler that throws");
			equal((await visitor.get("/read")).json().data.failed, undefined, "what it had changed");
			(await visitor.post("/refuse")).expect(422, "a handler that throws an error of the client's");
			equal((await visitor.get("/read")).json().data.failed, undefined, "what that one had changed");
			(await visitor.post("/login-and-fail?user=ada")).expect(500, "a handler that throws after the login");
			equal((await visitor.get("/read")).json().userId, "ada", "user");
		},
	},
	{
		name: "a handler whose data can't be stored commits nothing, but its login stays",
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/set?key=a&value=1");
			(await visitor.post("/login-and-not-json?user=ada")).expect(500, "a handler whose data isn't JSON");
			const { userId, data } = (await visitor.get("/read")).json();
			equal(userId, "ada", "user");
			equal(JSON.stringify(data), '{"a":"1"}', "data");
		},
	},
	...["bigint", "function", "symbol", "infinite", "map"].map(
		(kind): HttpCase => ({
			name: `data that isn't JSON (${kind}) fails the request, names the key, and writes nothing`,
			async run(scene) {
				const visitor = scene.visitor();
				await visitor.post("/set?key=a&value=1");
				const { error } = (await visitor.post(`/not-json?kind=${kind}`)).expect(500, "not JSON").json();
				equal(error.code, "invalid-data", "code");
				equal(JSON.stringify((await visitor.get("/read")).json().data), '{"a":"1"}', "data");
			},
		}),
	),
	{
		name: "__proto__ and its kind in data are harmless",
		async run(scene) {
			const visitor = scene.visitor();
			(await visitor.post("/prototype")).expect(204, "data with __proto__");
			const { data } = (await visitor.get("/read")).json();
			equal(Object.hasOwn(data.prefs, "__proto__"), false, "a key named __proto__");
			equal(({} as { polluted?: boolean }).polluted, undefined, "a polluted prototype");
		},
	},
	{
		name: "headers of the handler stay beside the session's",
		async run(scene) {
			const visitor = scene.visitor();
			const answer = await visitor.get("/headers");
			equal(answer.cookies().length, 2, "cookies");
			assert(
				answer.cookies().some((cookie) => cookie.name === "own"),
				"the handler's own cookie",
			);
			equal(answer.header("cache-control"), "no-store", "Cache-Control where a cookie is set");
		},
	},
	{
		name: "a store that fails gives 503 by the default policy, and says so",
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/login?user=ada");
			scene.store("failing");
			const { error } = (await visitor.get("/read")).expect(503, "while the store fails").json();
			equal(error.code, "store-unavailable", "code");
			assert(
				scene.events.some((event) => event.type === "store.failed" && event.operation === "read"),
				"told as an event",
			);
			(await scene.visitor().get("/")).expect(200, "a visitor without a cookie");
		},
	},
	{
		name: 'a store that fails lets the request go on without a session by the policy "anonymous"',
		options: { onStoreFailure: "anonymous" },
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/login?user=ada");
			scene.store("failing");
			equal((await visitor.get("/read")).expect(200, "reading").json().userId, null, "user");
			(await visitor.get("/guarded")).expect(503, "a guarded route: nobody can tell");
			const answer = (await visitor.post("/set?key=a&value=1")).expect(204, "a change");
			equal(answer.cookies().length, 0, "cookies set");
			assert(
				scene.events.some((event) => event.type === "session.write-dropped" && event.cause === "store-unavailable"),
				"told",
			);
			(await visitor.post("/login?user=ada")).expect(503, "a login");
			scene.store("well");
			(await visitor.get("/guarded")).expect(200, "once the store is back, with the cookie that was never lost");
		},
	},
	{
		name: "a store that never answers holds no request longer than the deadline",
		options: { storeTimeout: 50 },
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/login?user=ada");
			scene.store("hanging");
			const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.post("/set?key=a&value=1")));
			for (const answer of answers) answer.expect(503, "while the store hangs");
			scene.store("well");
			(await visitor.get("/guarded")).expect(200, "once the store is back");
		},
	},
];
