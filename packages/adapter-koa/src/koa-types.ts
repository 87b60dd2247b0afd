/** What the middleware adds to Koa's own types. */

import type { Session } from "@sojourn/core";

declare module "koa" {
	interface ExtendableContext {
		/** The session of this request; `session.of(ctx)` gives it with the type of its data. */
		session: Session;
	}
	interface DefaultState {
		/** For this response's inline scripts and styles. */
		nonce?: string;
	}
}
