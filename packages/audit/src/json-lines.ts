/** A trail as text: one event a line. */

import { eventsOf } from "./pages.ts";
import type { AuditQuery } from "./query.ts";
import type { AuditSource } from "./sink.ts";

/**
 * The events of a query as JSON lines, the oldest first unless it says otherwise, read while they are consumed:
 * `for await (const line of jsonLines(trail)) file.write(line)`.
 */
export async function* jsonLines(source: AuditSource, query: Omit<AuditQuery, "limit"> = {}): AsyncGenerator<string> {
	for await (const event of eventsOf(source, { order: "oldest", ...query })) yield `${JSON.stringify(event)}\n`;
}
