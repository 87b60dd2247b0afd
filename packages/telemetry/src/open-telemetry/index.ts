/** @sojourn/telemetry/open-telemetry: figures and spans for OpenTelemetry. */

export { type OpenTelemetryOptions, openTelemetry } from "./open-telemetry.ts";
