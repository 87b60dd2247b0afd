/** Figures for Prometheus, through prom-client. */

import { Counter, Gauge, Histogram, type Registry, register } from "prom-client";
import { activeSessions, type CounterName, counters, duration } from "../figures.ts";
import { createTelemetry, type Telemetry, timed } from "../telemetry.ts";

export interface PrometheusOptions {
	/** Default: prom-client's own. */
	readonly registry?: Registry;
	/**
	 * Says how many sessions are alive. Asked at each scrape, so it should be cheap. Without it there is no such figure:
	 * sessions opened and ended are counted in any case.
	 */
	readonly countActive?: () => Promise<number>;
}

/** Counts what happens to sessions, and times what `observedStore` sees. Once for each registry. */
export function prometheus({ registry = register, countActive }: PrometheusOptions = {}): Telemetry {
	const registers = [registry];
	const entries = Object.entries(counters).map(([name, { description: help, labels }]) => [
		name,
		new Counter({ name: `${nameOf(name)}_total`, help, labelNames: [...labels], registers }),
	]);
	const counterOf: Readonly<Record<CounterName, Counter>> = Object.fromEntries(entries);
	const durations = new Histogram({
		...{ name: `${nameOf(duration.name)}_seconds`, help: duration.description },
		...{ labelNames: [...duration.labels], buckets: [...duration.buckets], registers },
	});
	if (countActive !== undefined) {
		new Gauge({
			...{ name: nameOf(activeSessions.name), help: activeSessions.description, registers },
			async collect() {
				// Unknown is not what it was: without an answer there is no figure, and the others are there all the same.
				this.set(await countActive().catch(() => Number.NaN));
			},
		});
	}
	return createTelemetry("prometheus", {
		count: (name, labels, by) => counterOf[name].inc(labels, by),
		operation: ({ layer, operation }, call, resultOf) =>
			timed(call, resultOf, (seconds, result) => durations.observe({ layer, operation, result }, seconds)),
	});
}

function nameOf(figure: string): string {
	return figure.replaceAll(".", "_");
}
