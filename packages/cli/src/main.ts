#!/usr/bin/env node
/** The `sojourn` command. */

import { text } from "node:stream/consumers";
import { runCommand } from "./command.ts";

process.exitCode = await runCommand(process.argv.slice(2), {
	print: (line) => process.stdout.write(`${line}\n`),
	complain: (line) => process.stderr.write(`${line}\n`),
	input: () => text(process.stdin),
});
