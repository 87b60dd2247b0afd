import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkLinks } from "./link-check.ts";

let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "sojourn-links-"));
	mkdirSync(join(folder, "a"));
	writeFileSync(join(folder, "style.css"), "");
	writeFileSync(
		join(folder, "a/index.html"),
		'<h2 id="here">Here</h2> <a href="#here">x</a> <a href="../style.css">x</a>',
	);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("links to pages, headings and files that are there pass, and those to other sites", async () => {
	writeFileSync(
		join(folder, "index.html"),
		'<link href="/base/style.css"> <a href="/base/a/#here">x</a> <a href="a/">x</a> <a href="https://example.com/x">x</a>',
	);
	expect(await checkLinks(folder, "/base/")).toEqual({ links: 5, broken: [] });
});

test("a missing page, heading or file is named, and so is what lies outside of the site", async () => {
	const links = ["/base/b/", "/base/a/#there", "/base/a", "/base/none.css", "/a/"];
	writeFileSync(join(folder, "index.html"), links.map((link) => `<a href="${link}">x</a>`).join(""));
	const { broken } = await checkLinks(folder, "/base/");
	expect(broken).toEqual(links.map((link) => `  index.html: ${link}`));
});
