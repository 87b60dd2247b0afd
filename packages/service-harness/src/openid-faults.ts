/** Faults in front of an OpenID provider's endpoints. */

import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context, Middleware, Next } from "koa";

export type OpenIdEndpoint =
	| "discovery"
	| "jwks"
	| "authorization"
	| "pushed_authorization_request"
	| "token"
	| "introspection"
	| "revocation"
	| "userinfo"
	| "end_session";

/** What goes wrong with one request. What answers isn't named in it is the provider. */
export interface OpenIdFault {
	/** The provider does its work first: what goes wrong is its answer. */
	readonly afterwards?: boolean;
	/** Waits for so many milliseconds. */
	readonly delay?: number;
	/** Never answers. */
	readonly hang?: boolean;
	/** Closes the connection without an answer. */
	readonly close?: boolean;
	/** Answers with this status. 200 when only a body is named. */
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** JSON, unless `headers` say something else. */
	readonly body?: string;
	/** Answers with so many bytes of JSON, and doesn't say beforehand how many. */
	readonly bytes?: number;
	/** Changes the provider's own answer. */
	readonly change?: (answer: Record<string, unknown>) => Record<string, unknown>;
}

export interface OpenIdFaults {
	/** The next request to an endpoint that has no fault yet meets this one. Each call adds one. */
	next(endpoint: OpenIdEndpoint, ...faults: OpenIdFault[]): void;
	/** All requests meet it, when there is no `next` for them. */
	always(endpoint: OpenIdEndpoint, fault: OpenIdFault): void;
	/** Forgets all faults. */
	clear(): void;
}

/** @param endpointOf - Which endpoint a path is. */
export function createOpenIdFaults(endpointOf: (path: string) => OpenIdEndpoint | undefined): {
	readonly faults: OpenIdFaults;
	readonly middleware: Middleware;
} {
	const once = new Map<OpenIdEndpoint, OpenIdFault[]>();
	const always = new Map<OpenIdEndpoint, OpenIdFault>();

	return {
		faults: {
			next(endpoint, ...faults) {
				once.set(endpoint, [...(once.get(endpoint) ?? []), ...faults]);
			},
			always(endpoint, fault) {
				always.set(endpoint, fault);
			},
			clear() {
				once.clear();
				always.clear();
			},
		},
		async middleware(context, next) {
			const endpoint = endpointOf(context.path);
			const fault = endpoint && (once.get(endpoint)?.shift() ?? always.get(endpoint));
			await (fault === undefined ? next() : meet(fault, context, next));
		},
	};
}

async function meet(fault: OpenIdFault, context: Context, next: Next): Promise<void> {
	const { status, headers, body, bytes, change } = fault;
	const replaces = fault.hang || fault.close || (status ?? headers ?? body ?? bytes) !== undefined;
	if (fault.afterwards || change) await next();
	if (fault.delay !== undefined) await sleep(fault.delay, undefined, { ref: false });
	if (change) context.body = change(context.body as Record<string, unknown>);
	else if (!replaces) await (fault.afterwards ? undefined : next());
	else if (fault.hang || fault.close) {
		context.respond = false;
		if (fault.close) context.req.socket.destroy();
	} else {
		context.status = status ?? 200;
		context.set({ "Content-Type": "application/json", ...headers });
		context.body = bytes === undefined ? (body ?? "") : Readable.from(manyBytes(bytes));
	}
}

function* manyBytes(count: number): Generator<Buffer> {
	yield Buffer.from('{"filler":"');
	for (let left = count; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(left, 65_536), "x");
	yield Buffer.from('"}');
}
