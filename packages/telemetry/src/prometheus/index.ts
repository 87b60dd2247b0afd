/** @sojourn/telemetry/prometheus: figures for Prometheus. */

export { type PrometheusOptions, prometheus } from "./prometheus.ts";
