import { afterEach, describe, expect, it, vi } from "vitest";
import { installMissing } from "./debian.ts";

afterEach(() => vi.unstubAllEnvs());

describe("installMissing", () => {
	it("does nothing when all is there", () => {
		installMissing([{ command: "node", debianPackage: "nodejs" }]);
	});

	it("says what to install where it can't", () => {
		vi.stubEnv("PATH", "/nowhere");
		const programs = [
			{ command: "chromium", debianPackage: "chromium" },
			{ command: "redis-server", debianPackage: "redis" },
		];
		expect(() => installMissing(programs)).toThrow(
			"Tests need chromium, redis-server on the PATH. On Debian and Ubuntu: sudo apt-get install chromium redis",
		);
	});
});
