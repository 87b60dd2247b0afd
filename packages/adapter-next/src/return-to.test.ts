import { expect, test } from "vitest";
import { loginAddress } from "./return-to.ts";

test("the login page is told the reason, and where to go back to", () => {
	expect(loginAddress("/login", "idle", "/a?b=c&d")).toBe("/login?reason=idle&returnTo=%2Fa%3Fb%3Dc%26d");
	expect(loginAddress("/login", "of our own & more", "//evil.example")).toBe("/login?reason=of+our+own+%26+more");
	expect(loginAddress("/login", "idle", null)).toBe("/login?reason=idle");
});
