/** Koa's request as core sees it. */

import { NodeRequest } from "@sojourn/core/node";
import type { ExtendableContext } from "koa";

/** Address and scheme as `app.proxy` and the settings beside it have them. */
export class KoaRequest extends NodeRequest {
	readonly #ctx: ExtendableContext;

	constructor(ctx: ExtendableContext) {
		super(ctx.req);
		this.#ctx = ctx;
	}

	get secure(): boolean {
		return this.#ctx.secure;
	}

	get ip(): string | null {
		return this.#ctx.ip || null;
	}

	get proxied(): boolean {
		return this.#ctx.app.proxy;
	}
}
