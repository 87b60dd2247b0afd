/** Express's request as core sees it. */

import { NodeRequest } from "@sojourn/core/node";
import type { Request } from "express";

/** Says whether a peer is a proxy to be believed, as Express compiles it from the `trust proxy` setting. */
type Trust = (address: string | undefined, hop: number) => boolean;

/** Address and scheme as `trust proxy` has them. */
export class ExpressRequest extends NodeRequest {
	declare readonly message: Request;

	constructor(req: Request) {
		super(req);
	}

	get secure(): boolean {
		return this.message.secure;
	}

	get ip(): string | null {
		return this.message.ip ?? null;
	}

	get proxied(): boolean {
		const trust: Trust = this.message.app.get("trust proxy fn");
		return trust(this.message.socket.remoteAddress, 0);
	}
}
