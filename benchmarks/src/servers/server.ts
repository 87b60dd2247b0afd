/** A server in a process of its own: `node server.ts NAME URL`. Tells its parent the port, and its CPU time when asked. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createApplication, type ServerName } from "./applications.ts";

const [, , name, url = ""] = process.argv;
const server = createServer(await createApplication(name as ServerName, url));
server.listen(0, "127.0.0.1", () => {
	process.send?.((server.address() as AddressInfo).port);
});
// Connections stay while the other servers have their turn.
server.keepAliveTimeout = 0;
process.on("message", () => {
	const { user, system } = process.cpuUsage();
	process.send?.(user + system);
});
process.on("disconnect", () => process.exit());
