/** Another network than the one that the user logged in from. By itself that is what happens on every train. */

import { loginNetwork } from "../networks.ts";
import type { Signal } from "../signal.ts";

/** Another address of the same provider: a router that reconnected, a phone in another cell. */
const sameProvider = 0.3;

export const network: Signal = ({ session, known, seen, proven }) => {
	const before = loginNetwork(session);
	if (proven || before === null || seen.network === null || before === seen.network) return null;
	const provider = known?.place?.network;
	const same = provider !== undefined && provider === seen.place?.network;
	return {
		strength: same ? sameProvider : 1,
		reason: `network ${seen.network} instead of ${before}${same ? ", of the same provider" : ""}`,
	};
};
