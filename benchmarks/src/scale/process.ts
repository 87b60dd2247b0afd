/**
 * A population in a process of its own: `node process.ts BACKEND SIZE`. Says when it is filled, then times what it is asked
 * for.
 */

import { openMemory } from "./backends/memory.ts";
import { openPostgres } from "./backends/postgres.ts";
import { openRedis } from "./backends/redis.ts";
import { openSqlite } from "./backends/sqlite.ts";
import { type Question, time } from "./operations.ts";
import { Population } from "./population.ts";

const backends = { memory: openMemory, redis: openRedis, postgres: openPostgres, sqlite: openSqlite };

export type BackendName = keyof typeof backends;

const [, , name, size] = process.argv;
const population = await Population.fill(backends[name as BackendName], Number(size));
process.on("message", async (question: Question | "bytes") => {
	process.send?.(question === "bytes" ? population.bytes : await time(population, question));
});
process.on("disconnect", async () => {
	await population.close();
	process.exit();
});
process.send?.(0);
