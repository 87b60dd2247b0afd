import { createHash, timingSafeEqual } from "node:crypto";
import { Router } from "express";
import type { Registry } from "prom-client";

/**
 * `GET /metrics`: figures for Prometheus, for whoever has the token. Without a token there is no such route: that a request
 * comes from this machine says nothing where a proxy runs on it.
 */
export function metricsRoutes(registry: Registry, token: string | null): Router {
	const routes = Router();
	if (token === null) return routes;
	const expected = digest(`Bearer ${token}`);
	return routes.get("/metrics", async (req, res) => {
		if (!timingSafeEqual(digest(req.headers.authorization ?? ""), expected)) {
			res.set("WWW-Authenticate", "Bearer").status(401).end();
			return;
		}
		res
			.set("Cache-Control", "no-store")
			.type(registry.contentType)
			.send(await registry.metrics());
	});
}

/** Of the same length, whatever was sent. */
function digest(text: string): Buffer {
	return createHash("sha256").update(text).digest();
}
