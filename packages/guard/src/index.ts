/** @sojourn/guard: device fingerprints. */

export { type Fingerprint, fingerprintOf } from "./fingerprint/fingerprint.ts";
export type { Reported } from "./fingerprint/reported.ts";
export { type Comparison, type Component, type Similarity, sameDevice, similarity } from "./fingerprint/similarity.ts";
export type { UserAgent } from "./fingerprint/user-agent.ts";
