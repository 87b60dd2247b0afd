/** More requests than a person makes. */

import type { Signal } from "../signal.ts";

export const rate: Signal = ({ requests, usualRequests }) => {
	if (requests <= usualRequests) return null;
	return { strength: Math.min(1, requests / usualRequests - 1), reason: `${requests} requests within a minute` };
};
