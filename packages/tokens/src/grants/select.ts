/** Which of a session's grants a caller means. */

import { InvalidArgumentError } from "@sojourn/core";
import { noGrant } from "./failures.ts";
import type { Grant } from "./grant.ts";
import type { Held } from "./vault.ts";

/** A grant that is alive, its provider's name, and who holds it. */
export interface Selected {
	readonly held: Held;
	readonly provider: string;
	readonly grant: Grant;
}

/**
 * The grant of a provider; without a name, the only one there is.
 *
 * @throws TokenRefreshError when there is none; InvalidArgumentError when a name is needed
 */
export function selectGrant(held: Held | null, provider: string | undefined): Selected {
	if (held === null) throw noGrant(provider, undefined);
	const { grants } = held.set;
	const name = provider ?? onlyName(grants);
	const grant = name === undefined ? undefined : grants.get(name);
	if (name === undefined || grant === undefined || grant.ended !== null) throw noGrant(name, grant);
	return { held, provider: name, grant };
}

function onlyName(grants: ReadonlyMap<string, Grant>): string | undefined {
	const names = [...grants.keys()];
	const alive = names.filter((name) => grants.get(name)?.ended === null);
	if (alive.length > 1)
		throw new InvalidArgumentError(`The session has tokens of ${alive.join(" and ")}: say which as provider.`);
	return alive[0] ?? names[0];
}
