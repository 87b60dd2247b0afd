/** MariaDB, with its user `root`, no password, and an empty database `sojourn`. */

import { join } from "node:path";
import { command, succeeds } from "./command.ts";
import { guardedFolder } from "./guard.ts";
import { freePort } from "./ports.ts";
import { findProgram } from "./programs.ts";
import { foreignService, type Service, startService } from "./service.ts";

/** A running MariaDB. */
export interface MariaDbService extends Service {
	/** `mysql://root@127.0.0.1:…/sojourn` */
	readonly url: string;
}

export interface MariaDbOptions {
	/** A server of one's own, to be hurt, whatever the environment names. */
	readonly own?: boolean;
	/** Further configuration: `["--max-connections=20"]`. */
	readonly args?: readonly string[];
}

/**
 * Starts a MariaDB, or takes the one that `SOJOURN_MYSQL_URL` names.
 *
 * @throws Error with the line that installs MariaDB, when it is missing
 */
export async function startMariaDb({ own = false, args = [] }: MariaDbOptions = {}): Promise<MariaDbService> {
	const { SOJOURN_MYSQL_URL: foreign } = process.env;
	if (foreign !== undefined && !own) return { ...foreignService("SOJOURN_MYSQL_URL"), url: foreign };

	const folder = guardedFolder("mariadb");
	const port = await freePort();
	const server = [
		...["--no-defaults", `--datadir=${join(folder, "data")}`, `--socket=${join(folder, "socket")}`],
		...(process.getuid?.() === 0 ? ["--user=root"] : []),
	];
	await command(findProgram("mariadb-install-db"), [
		...server,
		...["--auth-root-authentication-method=normal", "--skip-test-db"],
	]);
	const client = ["--no-defaults", "--protocol=tcp", "--host=127.0.0.1", `--port=${port}`, "--user=root"];
	const service = await startService({
		command: findProgram("mariadbd"),
		args: [
			...server,
			...["--bind-address=127.0.0.1", `--port=${port}`, `--pid-file=${join(folder, "server-pid")}`],
			// Commits are with the operating system when they are acknowledged: they survive SIGKILL, which is all that tests do.
			...["--innodb-flush-log-at-trx-commit=2", "--innodb-buffer-pool-size=64M", "--skip-name-resolve"],
			...args,
		],
		folder,
		ready: () => succeeds(findProgram("mariadb"), [...client, "--execute=SELECT 1"]),
	});
	await command(findProgram("mariadb"), [...client, "--execute=CREATE DATABASE sojourn"]);
	return Object.assign(service, { url: `mysql://root@127.0.0.1:${port}/sojourn` });
}
