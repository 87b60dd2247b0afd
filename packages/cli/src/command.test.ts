import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "./command.ts";

const core = fileURLToPath(import.meta.resolve("@sojourn/core"));
let folder: string;
let module: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "sojourn-cli-"));
	module = join(folder, "sessions.ts");
	await writeFile(
		module,
		`import { createSessions, memoryStore } from ${JSON.stringify(core)};
		export let now = 1_800_000_000_000;
		export const later = (by: number) => { now += by; };
		export let closed = 0;
		export const close = async () => { closed++; };
		const clock = () => now;
		export const sessions = createSessions({ store: memoryStore({ now: clock }), secrets: "a-secret-of-the-cli-tests-long-enough-0123456789", now: clock });`,
	);
	await writeFile(join(folder, "nothing.ts"), "export const other = 1;");
});
afterAll(() => rm(folder, { recursive: true }));

async function run(words: string[], input = ""): Promise<{ code: number; out: string; err: string }> {
	const [out, err]: [string[], string[]] = [[], []];
	const code = await runCommand(words, {
		print: (line) => out.push(line),
		complain: (line) => err.push(line),
		input: async () => input,
	});
	return { code, out: out.join("\n"), err: err.join("\n") };
}

test("session, cookie and sweep tell what is so, and close what the module opened", async () => {
	const { sessions, later } = await import(module);
	const { session, token } = await sessions.create({ userId: "ada", data: { private: "data" } });

	const known = await run(["session", session.id, "--sessions", module]);
	expect(known.code).toBe(0);
	expect(JSON.parse(known.out)).toMatchObject({ exists: true, state: "active", ttl: 1_800_000 });
	expect(known.out).not.toContain("private");

	const cookie = await run(["cookie", "--sessions", module], `${token}\n`);
	expect(JSON.parse(cookie.out)).toMatchObject({ valid: true, reason: "ok", key: 0, secret: "current" });
	expect(cookie.out).not.toContain(token.split(".")[1]);
	expect(JSON.parse((await run(["cookie", "--sessions", module], `${token}x`)).out)).toMatchObject({
		valid: false,
		reason: "malformed",
	});

	later(31 * 60_000);
	expect(JSON.parse((await run(["sweep", "--sessions", module, "--batch", "1"])).out)).toEqual({
		expired: 1,
		forgotten: 0,
	});
	expect(JSON.parse((await run(["session", session.id, "--sessions", module])).out)).toMatchObject({
		state: "expired",
		end: { reason: "idle" },
	});
	expect((await import(module)).closed).toBe(5);
});

test("a wrong call says what is wrong and how it is done", async () => {
	for (const [words, message] of [
		[[], "--sessions is missing"],
		[["sweep"], "--sessions is missing"],
		[["--sessions", module], "A command is missing"],
		[["dance", "--sessions", module], "no such command"],
		[["sweep", "--sessions", module, "--batch", "none"], "--batch is none"],
		[["sweep", "--unknown"], "--unknown"],
	] as const) {
		const { code, err } = await run([...words]);
		expect([code, err.includes(message), err.includes("Usage: sojourn")]).toEqual([2, true, true]);
	}
	expect((await run(["sweep", "--sessions", join(folder, "nothing.ts")])).err).toContain("exports no sessions");
	expect((await run(["sweep", "--sessions", join(folder, "missing.ts")])).code).toBe(1);
	expect(await run(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("Usage: sojourn") });
});

test("as a program", async () => {
	const main = fileURLToPath(new URL("./main.ts", import.meta.url));
	const { stdout } = await promisify(execFile)(process.execPath, [
		main,
		"session",
		"A".repeat(26),
		"--sessions",
		module,
	]);
	expect(JSON.parse(stdout)).toEqual({ exists: false, wellFormed: true });
});
