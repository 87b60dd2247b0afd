/** The sessions of an application, and things that happen to them. */

import { createSessions, memoryStore, type Plugin, type SessionRequest, type SessionStore } from "@sojourn/core";
import { observedStore, type Telemetry } from "../src/index.ts";

const secrets = "DmN2hxTtQpYJZkRL8sVw4bE7cUa9fKgX3oI6yHqPzSA=";

/** What must not be in any figure or span. */
export const confidential = "jJ8#confidential";

/** A memory store whose reads fail for as long as it is asked to. */
export function fragileStore() {
	const store = memoryStore();
	let failing = false;
	return {
		...store,
		async read(id: string) {
			if (failing) throw new TypeError(confidential);
			return store.read(id);
		},
		fail: (now: boolean) => {
			failing = now;
		},
	};
}

/** Logs in, changes data, is refused, rotates, logs out, sweeps, and lets the store fail. Gives the tokens there were. */
export async function live(telemetry: Telemetry, around: (store: SessionStore) => SessionStore = (store) => store) {
	const store = fragileStore();
	const doubtful: Plugin = {
		name: "doubtful",
		check: (session) =>
			session.auth?.methods.includes("doubt") ? { verdict: "step-up", reason: "doubt" } : { verdict: "allow" },
	};
	const observed = around(observedStore(store, telemetry)) as typeof store;
	const sessions = createSessions<{ name?: string }>({ store: observed, secrets, plugins: [telemetry, doubtful] });
	const { token, session } = await sessions.create({ userId: "ada", methods: ["doubt"], data: { name: confidential } });
	await sessions.update(session.id, () => ({ name: `${confidential} 2` }));
	const visit = await sessions.load(requestWith(token));
	await visit.logout();
	await sessions.load(requestWith(token));
	await sessions.load(requestWith("nonsense"));
	await sessions.sweep();
	store.fail(true);
	await sessions.load(requestWith(token)).catch(() => {});
	return [token];
}

function requestWith(token: string): SessionRequest {
	return {
		...{ method: "GET", secure: true, host: "example.com", ip: "203.0.113.9" },
		header: (name) => (name === "cookie" ? `__Host-Http-sid=${token}` : undefined),
	};
}
