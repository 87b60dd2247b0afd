/** A token of the user's that a rotation had replaced was used: somebody has, or had, a copy. */

import type { Signal } from "../signal.ts";

const day = 86_400_000;

export const reuse: Signal = ({ now, session, reusedAt }) => {
	if (reusedAt === null || now - reusedAt > day || (session.auth?.at ?? 0) > reusedAt) return null;
	return { strength: 1, reason: "a replaced token of another session of the user was used, and no login since" };
};
