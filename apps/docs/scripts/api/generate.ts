/** Writes the API reference from the docstrings of the packages' entry points. Runs before each build of the site. */

import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type Declaration, readDeclarations } from "./declarations.ts";
import type { ApiPage } from "./page.ts";
import { apiPages } from "./pages.ts";
import { renderPage } from "./render.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const target = fileURLToPath(new URL("../../src/content/docs/reference", import.meta.url));

/** A page with what is on it. */
interface Chapter {
	readonly page: ApiPage;
	readonly names: readonly Declaration[];
}

/**
 * Writes the pages anew.
 *
 * @param base the path that the site is served under, ending in `/`
 * @throws Error when a public name of one module is on two pages
 */
export function generateApi(base: string): void {
	const chapters = apiPages
		.filter(({ entry }) => existsSync(join(root, entry)))
		.map((page) => ({ page, names: namesOf(page) }));
	assertUnique(chapters);
	rmSync(target, { recursive: true, force: true });
	mkdirSync(target, { recursive: true });
	for (const [order, { page, names }] of chapters.entries()) {
		const link = (name: string): string | undefined => {
			const slug = pageOf(name, page, chapters)?.slug;
			return slug && `${base}reference/${slug}/#${name.toLowerCase()}`;
		};
		writeFileSync(join(target, `${page.slug}.md`), renderPage(page, order, names, link));
	}
}

/** Where a name is explained that a page mentions: adapters have names in common, and mean their own; else core's is meant. */
function pageOf(name: string, { module }: ApiPage, chapters: readonly Chapter[]): ApiPage | undefined {
	const pages = chapters.filter(({ names }) => names.some((one) => one.name === name)).map(({ page }) => page);
	const of = (home: string) => pages.find((page) => page.module === home);
	return of(module) ?? of("@sojourn/core") ?? (pages.length === 1 ? pages[0] : undefined);
}

function assertUnique(chapters: readonly Chapter[]): void {
	const seen = new Map<string, string>();
	for (const { page, names } of chapters) {
		for (const { name } of names) {
			const key = `${page.module} ${name}`;
			if (seen.has(key)) throw new Error(`${name} is on two pages: ${seen.get(key)} and ${page.slug}.`);
			seen.set(key, page.slug);
		}
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
