/** What tests of servers on `node:http` share: listening, asking, and a store that can be made to fail. */

import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";
import { type CompleteStore, memoryStore } from "../src/index.ts";
import type { HttpResponse } from "../src/testing/index.ts";

export const secrets = "a-secret-of-the-servers-tests-long-enough-0123456789";

/** Listens on a free port until the test is over. */
export async function listen(server: Server): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections()));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const send = (url: string, headers: Record<string, string> = {}, method = "GET"): Promise<HttpResponse> =>
	httpClient({ method, url, headers });

/** The values of a header. */
export const all = ({ headers }: HttpResponse, name: string): string[] =>
	headers.filter(([one]) => one === name).map(([, value]) => value);

/** The session's cookie as a `Cookie` header; empty when none is set. */
export const cookieOf = (response: HttpResponse): string =>
	all(response, "set-cookie")
		.find((line) => line.startsWith("__Host-Http-sid="))
		?.split(";", 1)[0] ?? "";

/** The id of the session whose cookie the response sets. */
export const sessionIdOf = (response: HttpResponse): string => cookieOf(response).split(/[=.]/)[1] ?? "";

/** A store that can be told to fail when it is to write. */
export function fragileStore(): { readonly store: CompleteStore; readonly broken: { now: boolean } } {
	const broken = { now: false };
	const store = memoryStore();
	const unlessBroken = <T>(write: () => Promise<T>): Promise<T> =>
		broken.now ? Promise.reject(new Error("disk full")) : write();
	const writes: Pick<CompleteStore, "create" | "update"> = {
		create: (record, limit) => unlessBroken(() => store.create(record, limit)),
		update: (record, version) => unlessBroken(() => store.update(record, version)),
	};
	return { store: Object.assign(Object.create(store), writes), broken };
}

/** A long text in pieces, for streams. */
export function* chunks(text: string): Generator<string> {
	for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536);
}
