import { readFileSync } from "node:fs";
import { memoryStore } from "@sojourn/core";
import { sampleRecord, storeContract } from "@sojourn/core/testing";
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { observedStore } from "../src/index.ts";
import { prometheus } from "../src/prometheus/index.ts";
import { confidential, live } from "./application.ts";

test("what happens to sessions is counted", async () => {
	const registry = new Registry();
	const telemetry = prometheus({ registry });
	await live(telemetry);
	telemetry.decided({ verdict: "end", dryRun: true });
	const lines = (await registry.metrics()).split("\n");
	expect(lines).toEqual(
		expect.arrayContaining([
			"sojourn_sessions_created_total 1",
			'sojourn_logins_total{again="false"} 1',
			"sojourn_sessions_updated_total 1",
			'sojourn_sessions_ended_total{state="invalidated",reason="logout"} 1',
			'sojourn_step_ups_total{reason="doubt"} 1',
			'sojourn_tokens_refused_total{reason="ended"} 1',
			'sojourn_tokens_refused_total{reason="malformed"} 1',
			'sojourn_store_failures_total{operation="read"} 1',
			"sojourn_sweeps_total 1",
			'sojourn_guard_decisions_total{verdict="end",dry_run="true"} 1',
			'sojourn_store_operation_duration_seconds_count{layer="store",operation="create",result="created"} 1',
			'sojourn_store_operation_duration_seconds_count{layer="store",operation="update",result="updated"} 1',
			'sojourn_store_operation_duration_seconds_count{layer="store",operation="read",result="failed"} 1',
		]),
	);
});

test("S11: no token, no data, no user, no session and no address is in the figures", async () => {
	const registry = new Registry();
	const [token = ""] = await live(prometheus({ registry }));
	const text = await registry.metrics();
	for (const part of [...token.split("."), confidential, "ada", "203.0.113.9"]) expect(text).not.toContain(part);
});

test("reads that a cache serves are told from those of the store below", async () => {
	const registry = new Registry();
	const telemetry = prometheus({ registry });
	const record = sampleRecord(Date.now());
	const below = observedStore(memoryStore(), telemetry);
	await below.create(record);
	let kept: ReturnType<typeof below.read> | undefined;
	const above = { ...below, read: (id: string) => (kept ??= below.read(id)) };
	const store = observedStore(above, telemetry, { layer: "cache" });
	for (let turn = 0; turn < 5; turn++) await store.read(record.id);
	const lines = (await registry.metrics()).split("\n");
	const reads = (layer: string) =>
		`sojourn_store_operation_duration_seconds_count{layer="${layer}",operation="read",result="found"}`;
	expect(lines).toContain(`${reads("cache")} 5`);
	expect(lines).toContain(`${reads("store")} 1`);
});

describe("sessions that are alive", () => {
	test("are asked for at each scrape", async () => {
		const registry = new Registry();
		let alive = 41;
		prometheus({ registry, countActive: async () => ++alive });
		expect(await registry.metrics()).toContain("sojourn_sessions_active 42");
		expect(await registry.metrics()).toContain("sojourn_sessions_active 43");
	});

	test("are unknown when nobody can say, and the other figures are there", async () => {
		const registry = new Registry();
		prometheus({ registry, countActive: () => Promise.reject(new Error("no")) });
		expect(await registry.metrics()).toContain("sojourn_sessions_active Nan");
	});

	test("are no figure when nobody is asked", async () => {
		const registry = new Registry();
		prometheus({ registry });
		expect(await registry.metrics()).not.toContain("sojourn_sessions_active");
	});
});

test("the dashboard asks for figures that there are, by labels that they have", async () => {
	const registry = new Registry();
	prometheus({ registry, countActive: async () => 0 });
	const known = new Map((await registry.getMetricsAsJSON()).map(({ name }) => [name, registry.getSingleMetric(name)]));
	const dashboard = JSON.parse(readFileSync(new URL("../grafana.json", import.meta.url), "utf8"));
	const expressions: string[] = dashboard.panels.flatMap((panel: { targets: { expr: string }[] }) =>
		panel.targets.map(({ expr }) => expr),
	);
	const asked = expressions.flatMap((expression) => expression.match(/sojourn_\w+/g) ?? []);
	const bare = (name: string) => name.replace(/_(bucket|count|sum)$/, "");
	expect(new Set(asked.map(bare))).toEqual(new Set(known.keys()));
	for (const expression of expressions) {
		const [name = ""] = expression.match(/sojourn_\w+/) ?? [];
		const { labelNames = [] } = known.get(bare(name)) as unknown as { labelNames?: string[] };
		const by = expression.match(/by \(([^)]*)\)/)?.[1]?.split(", ") ?? [];
		expect([...labelNames, "le"]).toEqual(expect.arrayContaining(by));
	}
});

describe("an observed store is the store still", () => {
	const cases = storeContract({
		capabilities: ["user-index", "scan", "sweep"],
		async open(now) {
			const store = memoryStore({ now });
			const telemetry = prometheus({ registry: new Registry() });
			return {
				store: observedStore(store, telemetry),
				another: async () => observedStore(store, telemetry),
				close: async () => {},
			};
		},
	});
	for (const { name, run } of cases) test(name, run);
});
