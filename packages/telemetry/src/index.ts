/** @sojourn/telemetry: a store that is timed, for whichever kind of telemetry. */

export { type ObservedStoreOptions, observedStore } from "./observed-store.ts";
export type { StoreObserver, StoreOperation, Telemetry } from "./telemetry.ts";
