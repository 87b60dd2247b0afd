/** A secret for the developer's machine, so that there is none in the repository and none to set up. */

import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The secret of a data folder: 256 random bits, made at the first start, readable by its owner only. */
export function developmentSecret(dataDir: string): string {
	const file = join(dataDir, "development-secret");
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	try {
		writeFileSync(file, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600 });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
	}
	return readFileSync(file, "utf8");
}
