/** The names of the tests that show a promise, from the sources of the tests. */

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

// The site is built from its own folder.
const root = join(process.cwd(), "../..");
const sources = globSync("packages/*/{src,test}/**/*{.test,-cases,-tests}.ts", {
	cwd: root,
	exclude: ["**/node_modules/**", "**/.next/**"],
}).toSorted();
/** Without those of tokens by T1, T2, …: these are rows of another list there. */
const names = sources.flatMap((file) =>
	Array.from(
		readFileSync(join(root, file), "utf8").matchAll(
			/(?:name: |\b(?:test|it|describe)\()(["'`])((?:[A-Z]\d+ )*[A-Z]\d+:? .*?)\1/g,
		),
		([, , name = ""]) => name,
	).filter((name) => !(file.startsWith("packages/tokens/") && name.startsWith("T"))),
);

/**
 * The tests whose names begin with the id, alone or among others: `"C1 C2 C3 the cookie is …"`.
 *
 * @throws Error when there is none
 */
export function testNames(id: string): readonly string[] {
	const found = names.filter((name) =>
		/^(?:[A-Z]\d+:? )+/
			.exec(name)?.[0]
			.match(/[A-Z]\d+/g)
			?.includes(id),
	);
	if (found.length === 0) throw new Error(`No test shows ${id}.`);
	return [...new Set(found)];
}
