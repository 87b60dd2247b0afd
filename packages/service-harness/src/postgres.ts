/** PostgreSQL, with its superuser `postgres` and no password. */

import { spawnSync } from "node:child_process";
import { chownSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { command, succeeds } from "./command.ts";
import { guardedFolder } from "./guard.ts";
import { freePort } from "./ports.ts";
import { findProgram } from "./programs.ts";
import { foreignService, type Service, startService } from "./service.ts";

/** A running PostgreSQL. */
export interface PostgresService extends Service {
	/** `postgres://postgres@127.0.0.1:…/postgres` */
	readonly url: string;
}

export interface PostgresOptions {
	/** A server of one's own, to be hurt, whatever the environment names. */
	readonly own?: boolean;
	/** Whether commits wait for the disk. Default `false`: they survive the end of the process, not that of the machine. */
	readonly fsync?: boolean;
	/** Further configuration: `["-c", "max_connections=20"]`. */
	readonly args?: readonly string[];
}

/**
 * Starts a PostgreSQL, or takes the one that `SOJOURN_POSTGRES_URL` names.
 *
 * @throws Error with the line that installs PostgreSQL, when it is missing
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresService> {
	const { own = false, fsync = false, args = [] } = options;
	const { SOJOURN_POSTGRES_URL: foreign } = process.env;
	if (foreign !== undefined && !own) return { ...foreignService("SOJOURN_POSTGRES_URL"), url: foreign };

	const folder = guardedFolder("postgres");
	const data = join(folder, "data");
	const user = await unprivileged();
	if (user !== null) chownSync(folder, user.uid, user.gid);
	const create = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"];
	await command(findProgram("initdb"), create, { cwd: folder, ...user });
	const port = await freePort();
	const service = await startService({
		command: findProgram("postgres"),
		args: [
			...["-D", data, "-p", `${port}`, "-h", "127.0.0.1", "-k", folder],
			...["-c", `fsync=${fsync ? "on" : "off"}`, "-c", "dynamic_shared_memory_type=mmap"],
			...args,
		],
		folder,
		...user,
		stopSignal: "SIGINT", // SIGTERM would wait for the clients to leave
		clear: () => removeSharedMemory(data),
		ready: () => succeeds(findProgram("pg_isready"), ["-q", "-h", "127.0.0.1", "-p", `${port}`]),
	});
	return Object.assign(service, { url: `postgres://postgres@127.0.0.1:${port}/postgres` });
}

/** A server that was killed leaves a segment of shared memory, which the last word of its lock file's seventh line names. */
function removeSharedMemory(data: string): void {
	const lock = join(data, "postmaster.pid");
	if (!existsSync(lock)) return;
	const segment = /\d+\s*$/.exec(readFileSync(lock, "utf8").split("\n")[6] ?? "")?.[0].trim();
	if (segment !== undefined) spawnSync("ipcrm", ["-m", segment]);
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
async function unprivileged(): Promise<{ uid: number; gid: number } | null> {
	if (process.getuid?.() !== 0) return null;
	const [uid, gid] = await Promise.all([command("id", ["-u", "postgres"]), command("id", ["-g", "postgres"])]);
	return { uid: Number(uid), gid: Number(gid) };
}
