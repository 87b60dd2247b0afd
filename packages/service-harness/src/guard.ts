/** Nothing is left behind, even when the process that started the services is killed. */

import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Waits until its input closes, which it does when this process is gone, however that came about. Then ends what the pid
 * files still name and removes the folder. SIGQUIT comes first: PostgreSQL takes its children and shared memory along.
 */
const script = `
cat >/dev/null
for file in "$1"/*/pid; do [ -f "$file" ] && kill -CONT $(cat "$file") && kill -QUIT $(cat "$file"); done
sleep 1
for file in "$1"/*/pid; do [ -f "$file" ] && kill -KILL $(cat "$file"); done
rm -rf "$1"
`;

let root: string | undefined;
let count = 0;

/**
 * A new folder for one service. The service's process id belongs into a file `pid` in it, for as long as it runs; when
 * this process is gone, that process is ended and the folder removed.
 */
export function guardedFolder(name: string): string {
	root ??= startGuard();
	const folder = join(root, `${name}-${++count}`);
	mkdirSync(folder);
	return folder;
}

function startGuard(): string {
	const folder = mkdtempSync(join(tmpdir(), "sojourn-services-"));
	chmodSync(folder, 0o711); // services that run as another user must get through
	const guard = spawn("/bin/sh", ["-c", script, "sh", folder], {
		cwd: "/",
		detached: true, // out of reach of the terminal's Ctrl-C
		stdio: ["pipe", "ignore", "ignore"],
	});
	guard.unref();
	(guard.stdin as unknown as { unref(): void }).unref();
	return folder;
}
