import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", "**/dist/**"];
const webCrypto = fileURLToPath(new URL("packages/core/src/crypto/web.ts", import.meta.url));

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: "node",
					include: ["{packages,apps,examples}/*/**/*.test.ts", "{benchmarks,scripts}/**/*.test.ts"],
					exclude,
					testTimeout: 30_000,
				},
			},
			{
				// What core is on runtimes that aren't Node: the same tests on the other crypto port.
				resolve: { alias: { "#crypto": webCrypto } },
				test: {
					name: "web crypto",
					include: ["packages/core/src/{sessions,debug,token,key-ring,seal,sealed-cookie}.test.ts"],
					exclude,
					testTimeout: 60_000,
				},
			},
		],
	},
});
