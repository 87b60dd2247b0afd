/** @sojourn/audit: what happened to whose sessions, kept. */

export { type Activity, activity } from "./activity.ts";
export { type Audit, type AuditOptions, audit } from "./audit.ts";
export type { Checkpoint, Verification } from "./chain.ts";
export type { DeliveryStats } from "./delivery.ts";
export type { AuditDetails, AuditEvent, AuditType, NewAuditEvent } from "./event.ts";
export { jsonLines } from "./json-lines.ts";
export { type MemoryTrailOptions, memoryTrail } from "./memory-trail.ts";
export { type PinoLike, pinoSink } from "./pino-sink.ts";
export type { AuditQuery } from "./query.ts";
export { type RedisStreamClient, type RedisStreamOptions, redisStream } from "./redis-stream.ts";
export type { Seen } from "./seen.ts";
export type { AuditSink, AuditSource, AuditTrail } from "./sink.ts";
export { migrate } from "./sql/migrations.ts";
export {
	type ChainedSqlTrail,
	type SqlTrail,
	type SqlTrailOptions,
	sqlTrail,
	type TrailTables,
} from "./sql/sql-trail.ts";
export { type SecuritySummary, type SummaryOptions, summary } from "./summary.ts";
