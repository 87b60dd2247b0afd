/** Figures and spans for OpenTelemetry, through its API: without an SDK nothing is kept, and hardly anything done. */

import {
	type Counter,
	type Meter,
	type MeterProvider,
	metrics,
	SpanStatusCode,
	type TracerProvider,
	trace,
} from "@opentelemetry/api";
import type { SessionEvent } from "@sojourn/core";
import { activeSessions, type CounterName, counters, duration } from "../figures.ts";
import { createTelemetry, type Telemetry, timed } from "../telemetry.ts";

export interface OpenTelemetryOptions {
	/**
	 * Says how many sessions are alive. Asked at each collection, so it should be cheap. Without it there is no such figure:
	 * sessions opened and ended are counted in any case.
	 */
	readonly countActive?: () => Promise<number>;
	/** Default: the global one, which must be registered before. */
	readonly meterProvider?: MeterProvider;
	/** Default: the global one. */
	readonly tracerProvider?: TracerProvider;
}

/**
 * Counts what happens to sessions, and traces what `observedStore` sees. What is refused, or ends, is an event of the span
 * that is active: mostly the request's. No attribute carries a token, data, a user or an address.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): Telemetry {
	const { countActive, meterProvider = metrics, tracerProvider = trace } = options;
	const meter = meterProvider.getMeter("@sojourn/telemetry");
	const tracer = tracerProvider.getTracer("@sojourn/telemetry");
	const counterOf = createCounters(meter);
	const durations = meter.createHistogram(duration.name, {
		...{ description: duration.description, unit: "s" },
		advice: { explicitBucketBoundaries: [...duration.buckets] },
	});
	if (countActive !== undefined) {
		const { name, description } = activeSessions;
		meter.createObservableGauge(name, { description, unit: "{session}" }).addCallback(async (result) => {
			result.observe(await countActive());
		});
	}

	return createTelemetry("open-telemetry", {
		count: (name, labels, by) => counterOf[name].add(by, attributes(labels)),
		note,
		operation: ({ layer, operation }, call, resultOf) =>
			tracer.startActiveSpan(`sojourn.${layer}.${operation}`, async (span) => {
				try {
					return await timed(call, resultOf, (seconds, result) => {
						durations.record(seconds, attributes({ layer, operation, result }));
						span.setAttribute("sojourn.result", result);
					});
				} catch (error) {
					// Not recorded as an exception: its message may quote what was to be stored.
					span.setAttribute("error.type", error instanceof Error ? error.name : "_OTHER");
					span.setStatus({ code: SpanStatusCode.ERROR });
					throw error;
				} finally {
					span.end();
				}
			}),
	});
}

function createCounters(meter: Meter): Readonly<Record<CounterName, Counter>> {
	const entries = Object.entries(counters).map(([name, { description }]) => [
		name,
		meter.createCounter(name, { description }),
	]);
	return Object.fromEntries(entries);
}

/** Labels under the namespace that they are ours in. */
function attributes(labels: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(Object.entries(labels).map(([name, value]) => [`sojourn.${name}`, value]));
}

/** What a trace should show of a request, beside its calls to the store. */
function note(event: SessionEvent): void {
	const reason = noteworthy(event);
	if (reason === null) return;
	const { sessionId } = event;
	trace.getActiveSpan()?.addEvent(event.type, {
		"sojourn.reason": reason,
		...(sessionId !== null && { "session.id": sessionId }),
	});
}

function noteworthy(event: SessionEvent): string | null {
	switch (event.type) {
		case "session.refused":
		case "session.step-up":
		case "request.cross-site":
			return event.reason;
		case "session.ended":
			return event.end.reason;
		case "session.write-dropped":
			return event.cause;
		default:
			return null;
	}
}
