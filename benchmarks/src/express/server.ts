/** A server in a process of its own: `node server.ts NAME URL`. Tells its parent the port, and its CPU time when asked. */

import type { AddressInfo } from "node:net";
import { createApplication } from "./application.ts";
import { type KeeperName, sessionKeepers } from "./session-keepers.ts";

const [, , name, url = ""] = process.argv;
const app = createApplication(await sessionKeepers[name as KeeperName](url));
const server = app.listen(0, "127.0.0.1", () => {
	process.send?.((server.address() as AddressInfo).port);
});
// Connections stay while the other servers have their turn.
server.keepAliveTimeout = 0;
process.on("message", () => {
	const { user, system } = process.cpuUsage();
	process.send?.(user + system);
});
process.on("disconnect", () => process.exit());
