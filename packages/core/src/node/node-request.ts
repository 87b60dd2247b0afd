/** A request of `node:http` as core sees it. */

import type { IncomingMessage } from "node:http";
import type { SessionRequest } from "@sojourn/core";

/** A {@link SessionRequest} over Node's message. What depends on a trusted proxy is the framework's to say. */
export abstract class NodeRequest implements SessionRequest {
	readonly message: IncomingMessage;

	constructor(message: IncomingMessage) {
		this.message = message;
	}

	abstract get secure(): boolean;
	abstract get ip(): string | null;
	/** Whether the peer is a proxy whose `X-Forwarded-…` headers are believed. */
	abstract get proxied(): boolean;

	get method(): string {
		return this.message.method ?? "GET";
	}

	get host(): string | null {
		const forwarded = this.header("x-forwarded-host");
		if (forwarded !== undefined && this.proxied) return forwarded.split(",", 1)[0]?.trim() ?? null;
		return this.message.headers.host ?? this.header(":authority") ?? null;
	}

	get upgrade(): boolean {
		return this.header("upgrade")?.toLowerCase() === "websocket";
	}

	header(name: string): string | undefined {
		const value = this.message.headers[name];
		return typeof value === "object" ? value.join(", ") : value;
	}
}
