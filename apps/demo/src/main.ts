/** Starts the demo: `node src/main.ts`. SIGINT and SIGTERM stop it. */

import { ConfigurationError } from "@sojourn/core";
import { readConfig } from "./config.ts";
import { startDemo } from "./server.ts";
import { StoreNotReachedError } from "./session-store.ts";

try {
	const demo = await startDemo(readConfig(process.env));
	console.log(`Sojourn's demo is at ${demo.url}`);
	for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => demo.stop());
} catch (error) {
	const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
	const isExpected =
		error instanceof RangeError || error instanceof StoreNotReachedError || error instanceof ConfigurationError;
	console.error(isTaken ? "The port is taken: set PORT to another one." : isExpected ? error.message : error);
	process.exit(1); // whatever is open by then
}
