/** A user as API clients see it. */

import type { User } from "./users.ts";
import { iso } from "./views/time.ts";

export interface UserJson {
	readonly id: string;
	readonly email: string;
	/** ISO 8601, in UTC. */
	readonly created_at: string;
}

export function userJson({ id, email, createdAt }: User): UserJson {
	return { id, email, created_at: iso(createdAt) };
}
