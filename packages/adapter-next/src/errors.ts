/** Sojourn's errors, wherever they come from. */

import type { SessionError } from "@sojourn/core";

/**
 * Whether Sojourn threw it. Not by `instanceof`: Next bundles a module more than once (the proxy, components, actions), so
 * one server has several classes of that name.
 */
export function isSessionError(error: unknown): error is SessionError {
	if (!(error instanceof Error)) return false;
	const { code, status, reason, toJSON } = error as Partial<SessionError>;
	return [code, reason].every((word) => typeof word === "string") && typeof status === "number" && toJSON !== undefined;
}

/** Whether it says that somebody has to log in (401). */
export function isLoginDemand(error: unknown): error is SessionError {
	return isSessionError(error) && error.status === 401;
}
