/** What the middleware adds to Express's own types. */

import type { Session } from "@sojourn/core";

declare global {
	namespace Express {
		interface Request {
			/** The session of this request; `session.of(req)` gives it with the type of its data. */
			session: Session;
		}
		interface Locals {
			/** For this response's inline scripts and styles. */
			nonce?: string;
		}
	}
}
