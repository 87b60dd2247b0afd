import { expect, test } from "vitest";
import { codeBlocks } from "./code-blocks.ts";

test("finds the TypeScript blocks of a page, and which of them aren't meant to compile", () => {
	const page = [
		"# Title",
		"```ts",
		"const a = 1;",
		"```",
		"```sh",
		"npm start",
		"```",
		'```typescript title="x.ts" no-check',
		"const b: = 2;",
		"```",
		"````ts",
		"// ```",
		"````",
		"```tsx",
		"```",
	].join("\n");
	expect(codeBlocks(page)).toEqual([
		{ line: 2, code: "const a = 1;\n", check: true },
		{ line: 8, code: "const b: = 2;\n", check: false },
		{ line: 11, code: "// ```\n", check: true },
	]);
});
