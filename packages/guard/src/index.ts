/** @sojourn/guard: device fingerprints, hijack detection, notices about accounts. */

export {
	createKnownDevices,
	type KnownDevices,
	type KnownDevicesOptions,
	type Recognition,
} from "./accounts/known-devices.ts";
export type { Notice } from "./accounts/notice.ts";
export {
	type AccountWatch,
	type Burst,
	type FailedLogin,
	type WatchOptions,
	watchAccounts,
} from "./accounts/watch-accounts.ts";
export { type Fingerprint, fingerprintOf } from "./fingerprint/fingerprint.ts";
export type { Reported } from "./fingerprint/reported.ts";
export { type Comparison, type Component, type Similarity, sameDevice, similarity } from "./fingerprint/similarity.ts";
export type { UserAgent } from "./fingerprint/user-agent.ts";
export type { Assessment, Finding } from "./hijack/assess.ts";
export type { Decision } from "./hijack/decision.ts";
export { detectHijack } from "./hijack/detect-hijack.ts";
export type { HijackOptions } from "./hijack/options.ts";
export type { Locate, Place } from "./hijack/place.ts";
export type { Evidence, SignalName, Weights } from "./hijack/signal.ts";
