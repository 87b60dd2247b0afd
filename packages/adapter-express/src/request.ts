/** Express's request as core sees it. */

import type { SessionRequest } from "@sojourn/core";
import type { Request } from "express";

/** Says whether a peer is a proxy to be believed, as Express compiles it from the `trust proxy` setting. */
type Trust = (address: string | undefined, hop: number) => boolean;

/** A {@link SessionRequest} over Express's request; addresses, scheme and host as `trust proxy` has them. */
export class ExpressRequest implements SessionRequest {
	readonly #req: Request;

	constructor(req: Request) {
		this.#req = req;
	}

	get method(): string {
		return this.#req.method;
	}

	get secure(): boolean {
		return this.#req.secure;
	}

	get ip(): string | null {
		return this.#req.ip ?? null;
	}

	/** Express 4's `req.host` drops the port and Express 5's doesn't, so the header is read here. */
	get host(): string | null {
		const forwarded = this.header("x-forwarded-host");
		if (forwarded !== undefined && isBehindTrustedProxy(this.#req)) return forwarded.split(",", 1)[0]?.trim() ?? null;
		return this.#req.headers.host ?? null;
	}

	get upgrade(): boolean {
		return this.header("upgrade")?.toLowerCase() === "websocket";
	}

	header(name: string): string | undefined {
		const value = this.#req.headers[name];
		return typeof value === "object" ? value.join(", ") : value;
	}
}

/** Whether the request came from a proxy that `trust proxy` covers. */
export function isBehindTrustedProxy(req: Request): boolean {
	const trust: Trust = req.app.get("trust proxy fn");
	return trust(req.socket.remoteAddress, 0);
}
