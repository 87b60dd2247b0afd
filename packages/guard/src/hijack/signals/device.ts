/** Another device than the one that the user logged in from. */

import { sameDevice, similarity } from "../../fingerprint/similarity.ts";
import type { Signal } from "../signal.ts";

/** As soon as it isn't the same device, that is serious: a session's cookie has no business in another browser. */
const least = 0.65;

export const device: Signal = ({ known, seen }) => {
	if (known === null) return null;
	const { score, components } = similarity(known.fingerprint, seen.fingerprint);
	if (score >= sameDevice) return null;
	const differences = components
		.filter(({ similarity }) => similarity < 1)
		.map(({ component, known, seen }) => `${component} ${seen} instead of ${known}`);
	return {
		strength: Math.min(1, least + sameDevice - score),
		reason: `another device (similarity ${score.toFixed(2)}): ${differences.join(", ")}`,
	};
};
