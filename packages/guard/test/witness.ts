/** Hears everything that an application says which has guard, audit and telemetry on. */

import { inspect } from "node:util";
import { context, type Span, SpanStatusCode } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
	AggregationTemporality,
	InMemoryMetricExporter,
	MeterProvider,
	PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { audit, memoryTrail, migrate, pinoSink, sqlTrail } from "@sojourn/audit";
import type { CompleteStore } from "@sojourn/core";
import type { ContractApp, ContractRoute } from "@sojourn/core/testing";
import { observedStore } from "@sojourn/telemetry";
import { openTelemetry } from "@sojourn/telemetry/open-telemetry";
import { prometheus } from "@sojourn/telemetry/prometheus";
import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { pino } from "pino";
import { Registry } from "prom-client";
import { vi } from "vitest";
import type { Decision } from "../src/index.ts";
import type { Serve, Surroundings } from "./application.ts";

declare module "@sojourn/audit" {
	interface AuditDetails {
		"guard.decision": Pick<Decision, "verdict" | "score"> & { readonly signals: readonly string[] };
	}
}

/** What was said, by where. */
export type Said = Readonly<Record<"log" | "console" | "errors" | "rows" | "spans" | "figures" | "decisions", string>>;

export async function startWitness() {
	const lines: string[] = [];
	const logger = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
	const printed: string[] = [];
	const print = (...parts: unknown[]) => void printed.push(inspect(parts, everything));
	const spies = (["log", "info", "warn", "error", "debug", "trace"] as const).map((method) =>
		vi.spyOn(console, method).mockImplementation(print),
	);
	process.on("warning", print);
	const errors: string[] = [];
	const decisions: string[] = [];

	const database = new Database(":memory:");
	const trail = sqlTrail(new Kysely({ dialect: new SqliteDialect({ database }) }));
	await migrate(trail);
	const log = audit({ sinks: [trail, memoryTrail(), pinoSink(logger)] });

	context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
	const spanExporter = new InMemorySpanExporter();
	const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] });
	const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
	const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 3_600_000 });
	const meterProvider = new MeterProvider({ readers: [reader] });
	const traced = openTelemetry({ tracerProvider, meterProvider });
	const registry = new Registry();
	const counted = prometheus({ registry });
	const tracer = tracerProvider.getTracer("application");

	const caught = (error: unknown, span?: Span): void => {
		errors.push(inspect(error, everything));
		logger.error(error);
		span?.recordException(error as Error);
		span?.setStatus({ code: SpanStatusCode.ERROR });
	};

	/** As instrumentation does: each route in a span, which is told what is thrown, its guard's errors included. */
	const watched = ({ guard, handle, ...route }: ContractRoute): ContractRoute => ({
		...route,
		handle: (context) =>
			tracer.startActiveSpan(`${route.method} ${route.path}`, async (span) => {
				try {
					if (guard !== undefined) context.session.require(guard);
					return await handle(context);
				} catch (error) {
					caught(error, span);
					throw error;
				} finally {
					span.end();
				}
			}),
	});

	const surroundings: Surroundings = {
		plugins: [log, traced, counted],
		around: (store: CompleteStore) => observedStore(observedStore(store, traced), counted),
		onDecision(decision) {
			const { at, sessionId, userId, ip, verdict, score, findings } = decision;
			decisions.push(inspect(decision, everything));
			const signals = findings.map(({ signal }) => signal);
			log.record({ type: "guard.decision", at, sessionId, userId, ip, details: { verdict, score, signals } });
			traced.decided(decision);
			counted.decided(decision);
		},
	};

	return {
		surroundings,
		caught,
		serve:
			(serve: Serve): Serve =>
			(app: ContractApp) =>
				serve({ ...app, routes: app.routes.map(watched) }),

		async said(): Promise<Said> {
			await log.flush();
			await meterProvider.forceFlush();
			const spans = spanExporter.getFinishedSpans();
			return {
				log: lines.join(""),
				console: printed.join("\n"),
				errors: errors.join("\n"),
				rows: JSON.stringify(database.prepare(`select * from ${trail.table}`).all()),
				spans: inspect(
					spans.map(({ name, attributes, events, status }) => [name, attributes, events, status]),
					everything,
				),
				figures: inspect(metricExporter.getMetrics(), everything) + (await registry.metrics()),
				decisions: decisions.join("\n"),
			};
		},

		async close(): Promise<void> {
			await log.close();
			await meterProvider.shutdown();
			context.disable();
			await trail.db.destroy();
			process.off("warning", print);
			for (const spy of spies) spy.mockRestore();
		},
	};
}

const everything = { depth: null, maxArrayLength: null, maxStringLength: null } as const;
