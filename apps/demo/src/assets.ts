/** The static files: few, so that each is named with the hash of its content and may be cached for good. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import express, { type RequestHandler } from "express";

const folder = fileURLToPath(new URL("../public", import.meta.url));

const versions = new Map(
	readdirSync(folder).map((name) => {
		const content = readFileSync(`${folder}/${name}`);
		return [name, createHash("sha256").update(content).digest("base64url").slice(0, 10)];
	}),
);

/** Where a static file is. It is another URL when the file is another one. */
export function assetUrl(name: string): string {
	return `/assets/${name}?v=${versions.get(name)}`;
}

/** Serves the files, for `/assets`. Needs no session, so it belongs before the session middleware. */
export function assets(): RequestHandler {
	return express.static(folder, {
		index: false,
		immutable: true,
		maxAge: "1y",
		setHeaders(res) {
			res.setHeader("X-Content-Type-Options", "nosniff");
			res.setHeader("Cross-Origin-Resource-Policy", "same-origin");
		},
	});
}
