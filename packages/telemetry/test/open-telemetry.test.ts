import { inspect } from "node:util";
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
	AggregationTemporality,
	InMemoryMetricExporter,
	MeterProvider,
	PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTelemetry } from "../src/open-telemetry/index.ts";
import { confidential, live } from "./application.ts";

beforeAll(() => {
	context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());

/** What an SDK gets when sessions live inside of a request. */
async function observed() {
	const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
	const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 3_600_000 });
	const meterProvider = new MeterProvider({ readers: [reader] });
	const spanExporter = new InMemorySpanExporter();
	const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] });
	const telemetry = openTelemetry({ meterProvider, tracerProvider, countActive: async () => 42 });
	const tokens = await tracerProvider.getTracer("test").startActiveSpan("GET /", async (span) => {
		const made = await live(telemetry);
		telemetry.decided({ verdict: "step-up", dryRun: false });
		span.end();
		return made;
	});
	await meterProvider.forceFlush();
	const metrics = metricExporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((one) => one.metrics));
	const spans = spanExporter.getFinishedSpans();
	await meterProvider.shutdown();
	return { tokens, metrics, spans };
}

test("figures have the names, units and attributes that conventions ask for", async () => {
	const { metrics } = await observed();
	const points = metrics.flatMap(({ descriptor, dataPoints }) =>
		dataPoints.map(({ attributes, value }) => [descriptor.name, attributes, value] as const),
	);
	expect(points).toContainEqual(["sojourn.sessions.created", {}, 1]);
	expect(points).toContainEqual(["sojourn.tokens.refused", { "sojourn.reason": "ended" }, 1]);
	const decided = { "sojourn.verdict": "step-up", "sojourn.dry_run": "false" };
	expect(points).toContainEqual(["sojourn.guard.decisions", decided, 1]);
	expect(points).toContainEqual(["sojourn.sessions.active", {}, 42]);
	const durations = metrics.find(({ descriptor }) => descriptor.name === "sojourn.store.operation.duration");
	expect(durations?.descriptor.unit).toBe("s");
	const created = { "sojourn.layer": "store", "sojourn.operation": "create", "sojourn.result": "created" };
	expect(durations?.dataPoints.map(({ attributes }) => attributes)).toContainEqual(created);
});

test("calls to the store are spans inside of the request's, which says what was refused", async () => {
	const { spans } = await observed();
	const request = spans.find(({ name }) => name === "GET /");
	const calls = spans.filter((span) => span !== request);
	expect(calls.map(({ name }) => name)).toEqual(expect.arrayContaining(["sojourn.store.create", "sojourn.store.read"]));
	expect(calls.every((span) => span.parentSpanContext?.spanId === request?.spanContext().spanId)).toBe(true);
	expect(request?.events.map(({ name, attributes }) => [name, attributes?.["sojourn.reason"]])).toEqual([
		["session.step-up", "doubt"],
		["session.ended", "logout"],
		["session.refused", "ended"],
		["session.refused", "malformed"],
	]);
	const failed = calls.filter(({ attributes }) => attributes["sojourn.result"] === "failed");
	expect(failed.map(({ status, attributes }) => [status.code, attributes["error.type"]])).toEqual([[2, "TypeError"]]);
});

test("S11: no token, no data, no user and no address is in figures and spans", async () => {
	const { tokens, metrics, spans } = await observed();
	const text = inspect(
		[metrics, spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status }))],
		{
			depth: null,
		},
	);
	const [, secret = "", check = ""] = tokens[0]?.split(".") ?? [];
	expect(secret).not.toBe("");
	for (const part of [secret, check, confidential, "ada", "203.0.113.9"]) expect(text).not.toContain(part);
});

test("without an SDK nothing is told, and all goes on as it does", async () => {
	const tokens = await live(openTelemetry());
	expect(tokens).toHaveLength(1);
	expect(trace.getActiveSpan()).toBeUndefined();
});
