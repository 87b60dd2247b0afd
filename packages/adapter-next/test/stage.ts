/** What tests of Next's own ways play with: sessions on a clock, and visitors of the started application. */

import { type CompleteStore, createSessions, memoryStore, type SessionEvent, type Sessions } from "@sojourn/core";
import type { ContractData } from "@sojourn/core/testing";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";
import { Answer, Visitor } from "../../core/src/testing/http/visitor.ts";
import type { NextSessionsOptions } from "../src/index.ts";
import { shared } from "./application/lib/played.ts";

export const minute = 60_000;

/** The application that is started, and what is played on it. */
export interface Stage {
	url: string;
	sessions: Sessions<ContractData>;
	events: SessionEvent[];
	now: number;
	/** How often the store was read. */
	reads: number;
}

export const stage = {} as Stage;

/** Begins anew, with no sessions. */
export function play(options: NextSessionsOptions, rotateEvery?: "5m"): void {
	const store = memoryStore({ now: () => stage.now });
	const counted: CompleteStore = Object.assign(Object.create(store), {
		read: (id: string) => {
			stage.reads++;
			return store.read(id);
		},
	});
	Object.assign(stage, { events: [], now: 1_800_000_000_000, reads: 0 });
	stage.sessions = createSessions<ContractData>({
		store: counted,
		secrets: "a-secret-of-the-next-tests-long-enough-0123456789",
		now: () => stage.now,
		plugins: [{ name: "recorder", observe: (event) => void stage.events.push(event) }],
		...(rotateEvery !== undefined && { rotateEvery }),
	});
	shared.played = { sessions: stage.sessions, options };
}

export function visitor(): Visitor {
	return new Visitor(httpClient, stage.url, { "user-agent": "test" });
}

export async function loggedIn(data: ContractData = {}): Promise<Visitor> {
	const one = visitor();
	one.jar.set("__Host-Http-sid", (await stage.sessions.create({ userId: "ada", data })).token);
	return one;
}

/** What the page shows in its <output>. */
export function shown(answer: Answer): string {
	const [, text = ""] = /<output>(.*?)<\/output>/s.exec(answer.expect(200, "page").body) ?? [];
	return text.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("<!-- -->", "");
}

/** Submits the page's form as a browser without JavaScript does. */
export async function submit(one: Visitor, what: string, headers: Record<string, string> = {}): Promise<Answer> {
	const { body } = await one.get("/pages/action");
	const [, action = ""] = /name="(\$ACTION_ID_\w+)"/.exec(body) ?? [];
	const form = new FormData();
	form.set(action, "");
	form.set("what", what);
	const response = await fetch(`${stage.url}/pages/action`, {
		method: "POST",
		body: form,
		redirect: "manual",
		headers: { cookie: one.cookie ?? "", origin: stage.url, ...headers },
	});
	const cookies = response.headers.getSetCookie().map((line): [string, string] => ["set-cookie", line]);
	const others = [...response.headers].filter(([name]) => name !== "set-cookie");
	const answer = new Answer({ status: response.status, headers: [...others, ...cookies], body: await response.text() });
	for (const { name, value } of answer.cookies()) one.jar.set(name, value);
	return answer;
}
