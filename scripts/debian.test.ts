import { afterEach, describe, expect, it, vi } from "vitest";
import { installMissing } from "./debian.ts";

afterEach(() => vi.unstubAllEnvs());

describe("installMissing", () => {
	it("does nothing when all is there", () => {
		installMissing([{ command: "node", debianPackage: "nodejs" }]);
	});

	it("says what to install where it can't", () => {
		vi.stubEnv("PATH", "/nowhere");
		const programs = [{ command: "brave", debianPackage: "brave-browser" }];
		expect(() => installMissing(programs, ["postgresql", "mariadb-server"])).toThrow(
			"Tests need brave, postgresql, mariadb-server. On Debian and Ubuntu: sudo apt-get install brave-browser postgresql mariadb-server",
		);
	});
});
