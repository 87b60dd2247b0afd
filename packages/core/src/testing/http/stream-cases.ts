/** Responses that go on for a while: the session is stored before their first byte, and what comes later is told. */

import { equal } from "../assert.ts";
import type { HttpCase } from "./scene.ts";

export const streamCases: readonly HttpCase[] = [
	{
		name: "a stream's first byte leaves at once, with the session stored before it",
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/set?key=a&value=1");
			const { first, answer } = visitor.stream("/live");
			equal(await first, "begun ", "the first piece, while the handler waits");
			equal((await visitor.get("/read")).json().data.before, true, "what was set before it");
			scene.open();
			equal((await answer).body, "begun  over", "body");
		},
	},
	{
		name: "a change after the first byte is told, and not stored",
		async run(scene) {
			const visitor = scene.visitor();
			const { first, answer } = visitor.stream("/live");
			await first;
			scene.open();
			equal((await answer).cookies().length, 1, "cookies set");
			const event = await scene.told("session.write-dropped");
			equal(event.cause, "response-begun", "cause");
			equal(event.keys.join(), "late", "keys");
			equal((await visitor.get("/read")).json().data.late, undefined, "the late change");
		},
	},
	{
		name: "a change after the first byte is stored by session.commit()",
		async run(scene) {
			const visitor = scene.visitor();
			const { first, answer } = visitor.stream("/live?late=commit");
			await first;
			scene.open();
			(await answer).expect(200, "stream");
			equal((await visitor.get("/read")).json().data.late, true, "the late change");
		},
	},
	{
		name: "a login after the first byte is refused, since its cookie can't be set any more",
		async run(scene) {
			const visitor = scene.visitor();
			const { first, answer } = visitor.stream("/live?late=login");
			await first;
			scene.open();
			equal((await answer).body, "begun response-begun over", "body, with the error's code");
			const { userId, ended } = (await visitor.get("/read")).json();
			equal(userId, null, "user");
			equal(ended, null, "why the session is over: it isn't");
			equal(await scene.sessions.count("ada"), 0, "sessions of the user");
		},
	},
];
