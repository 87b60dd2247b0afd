import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["{packages,apps,examples}/*/**/*.test.ts", "{benchmarks,scripts}/**/*.test.ts"],
		exclude: ["**/node_modules/**", "**/dist/**"],
		testTimeout: 30_000,
	},
});
