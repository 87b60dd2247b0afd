/** Fails the build when a page links to a page, a heading or a file of this site that isn't there. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";

export function linkCheck(): AstroIntegration {
	let base = "/";
	return {
		name: "link-check",
		hooks: {
			"astro:config:done": ({ config }) => {
				base = config.base.replace(/\/?$/, "/");
			},
			"astro:build:done": async ({ dir, logger }) => {
				const { links, broken } = await checkLinks(fileURLToPath(dir), base);
				if (broken.length > 0) throw new Error(`Broken links:\n${broken.join("\n")}`);
				logger.info(`${links} links checked.`);
			},
		},
	};
}

/** @param base the path that the folder is served under, ending in `/` */
export async function checkLinks(folder: string, base: string): Promise<{ links: number; broken: string[] }> {
	const broken: string[] = [];
	let links = 0;
	for await (const page of glob("**/*.html", { cwd: folder })) {
		const html = readFileSync(join(folder, page), "utf8");
		const address = new URL(base + page.replace(/(^|\/)index\.html$/, "$1"), "http://site");
		for (const [, link = ""] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
			const target = new URL(link.replaceAll("&#38;", "&").replaceAll("&amp;", "&"), address);
			if (target.origin !== address.origin) continue;
			links++;
			if (!isThere(target, folder, base)) broken.push(`  ${page}: ${link}`);
		}
	}
	return { links, broken };
}

const idsOf = new Map<string, ReadonlySet<string>>();

function isThere({ pathname, hash }: URL, folder: string, base: string): boolean {
	if (!pathname.startsWith(base)) return false;
	let file = join(folder, decodeURIComponent(pathname.slice(base.length)));
	if (pathname.endsWith("/")) file = join(file, "index.html");
	if (!existsSync(file) || !statSync(file).isFile()) return false;
	if (hash === "" || !file.endsWith(".html")) return true;
	const ids =
		idsOf.get(file) ?? new Set(Array.from(readFileSync(file, "utf8").matchAll(/\sid="([^"]*)"/g), ([, id = ""]) => id));
	idsOf.set(file, ids);
	return ids.has(decodeURIComponent(hash.slice(1)));
}
