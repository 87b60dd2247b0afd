/** Writes the API reference from the docstrings of the packages' entry points. Runs before each build of the site. */

import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type Declaration, readDeclarations } from "./declarations.ts";
import { type ApiPage, apiPages } from "./pages.ts";
import { renderPage } from "./render.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const target = fileURLToPath(new URL("../../src/content/docs/reference", import.meta.url));

/**
 * Writes the pages anew.
 *
 * @param base the path that the site is served under, ending in `/`
 * @throws Error when a public name is on two pages
 */
export function generateApi(base: string): void {
	const pages = apiPages
		.filter(({ entry }) => existsSync(join(root, entry)))
		.map((page) => ({ page, names: namesOf(page) }));
	const links = new Map<string, string>();
	for (const { page, names } of pages) {
		for (const { name } of names) {
			if (links.has(name)) throw new Error(`${name} is public in two places: ${links.get(name)} and ${page.slug}.`);
			links.set(name, `${base}reference/${page.slug}/#${name.toLowerCase()}`);
		}
	}
	rmSync(target, { recursive: true, force: true });
	mkdirSync(target, { recursive: true });
	for (const [order, { page, names }] of pages.entries()) {
		writeFileSync(
			join(target, `${page.slug}.md`),
			renderPage(page, order, names, (name) => links.get(name)),
		);
	}
}

/** In the order of the page's files and their sources, except for those that are to come first. */
function namesOf({ entry, files, first = [] }: ApiPage): Declaration[] {
	const all = declarationsOf(entry).toSorted((one, other) => one.position - other.position);
	const elsewhere = apiPages.flatMap((page) => (page.entry === entry ? (page.files ?? []) : []));
	const names =
		files === undefined
			? all.filter((one) => !elsewhere.includes(fileOf(one, entry)))
			: files.flatMap((file) => all.filter((one) => fileOf(one, entry) === file));
	const rank = ({ name }: Declaration) => (first.includes(name) ? first.indexOf(name) : first.length);
	return names.toSorted((one, other) => rank(one) - rank(other));
}

const fileOf = ({ file }: Declaration, entry: string): string => relative(dirname(join(root, entry)), file);

const known = new Map<string, Declaration[]>();

function declarationsOf(entry: string): Declaration[] {
	const declarations = known.get(entry) ?? readDeclarations(join(root, entry));
	known.set(entry, declarations);
	return declarations;
}
