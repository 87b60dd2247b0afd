import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDeclarations } from "./declarations.ts";
import { renderPage } from "./render.ts";

let folder: string;
let entry: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "sojourn-api-"));
	entry = join(folder, "index.ts");
	writeFileSync(
		entry,
		'import "./effects.ts";\nexport { type Options, open, type State } from "./parts.ts";\nexport { Refused } from "./parts.ts";\nexport type { Other } from "another-package";',
	);
	writeFileSync(
		join(folder, "parts.ts"),
		`
/** Not public. */
export interface Hidden {}

/** What may be told. */
export interface Options<Data> {
	/** How long. Default \`"1m"\`. */
	readonly time?: number;
	check(data: Data): { ok: boolean;
		why: string };
	readonly [key: string]: unknown;
}

export type State = "open" | "shut";

/**
 * Opens it. Throws Refused<T>, see {@link Options.time}.
 *
 * @param options - what may be told
 * @returns its state
 * @throws Refused when it can't
 */
export async function open(options: Options<object>): Promise<State> {
	return "open";
}

export class Refused extends Error {
	readonly code = "refused";
	#secret = 1;
	private hidden = 2;
	constructor(reason: string) {
		super(reason);
	}
	get why(): string {
		return "";
	}
}
`,
	);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("public names have their declarations, without bodies and what is private", () => {
	const found = readDeclarations(entry).map(({ name, kind, code, members }) => [
		name,
		kind,
		code,
		members.map((member) => [member.name, member.code]),
	]);
	expect(found).toEqual([
		[
			"Options",
			"interface",
			"interface Options<Data>",
			[
				["time", "readonly time?: number"],
				["check", "check(data: Data): { ok: boolean;\n\twhy: string }"],
				["key", "readonly [key: string]: unknown"],
			],
		],
		["open", "function", "function open(options: Options<object>): Promise<State>", []],
		["State", "type", 'type State = "open" | "shut"', []],
		[
			"Refused",
			"class",
			"class Refused extends Error",
			[
				["code", 'readonly code = "refused"'],
				["constructor", "constructor(reason: string)"],
				["why", "get why(): string"],
			],
		],
	]);
});

test("a page has each name's docstring and signature, with links to other public names", () => {
	const links: Record<string, string> = { Options: "/x/#options", State: "/x/#state" };
	const page = { slug: "x", title: "X", description: "What x is.", module: "x", entry };
	const text = renderPage(page, 0, readDeclarations(entry), (name) => links[name]);
	expect(text).toContain('options: <a href="/x/#options">Options</a>&lt;<span class="keyword">object</span>&gt;');
	expect(text).toContain("Opens it. Throws Refused&lt;T>, see [`Options.time`](/x/#options.time).");
	expect(text).toContain(
		"- **`options`**: what may be told\n- **Returns**: its state\n- **Throws**: Refused when it can't",
	);
	expect(text).toContain('id="options.time"');
	expect(text).not.toContain("Hidden");
});

test("an entry point that exports other than by name is refused", () => {
	const other = join(folder, "other.ts");
	writeFileSync(other, 'export * from "./parts.ts";');
	expect(() => readDeclarations(other)).toThrow("other than names");
	writeFileSync(other, 'export { missing } from "./parts.ts";');
	expect(() => readDeclarations(other)).toThrow("missing isn't declared");
});
