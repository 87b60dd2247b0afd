/** X1, X2 and the security headers: what a response says to browsers, and which requests of theirs are refused. */

import { assert, equal } from "../assert.ts";
import type { HttpCase, Scene } from "./scene.ts";

function host({ url }: Scene): string {
	return url.replace("http://", "");
}

export const crossSiteCases: readonly HttpCase[] = [
	{
		name: "X1 unsafe methods are refused unless same-origin",
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/login?user=ada");
			const refused: Record<string, string>[] = [
				{ "sec-fetch-site": "cross-site" },
				{ "sec-fetch-site": "same-site" },
				{ origin: "https://evil.example" },
				{ origin: "null" },
				{ "sec-fetch-site": "cross-site", origin: scene.url },
			];
			for (const headers of refused) {
				const answer = (await visitor.post("/set?key=evil&value=1", headers)).expect(403, JSON.stringify(headers));
				equal(answer.json().error.code, "cross-site-request", "code");
				assert(/sec-fetch-site/i.test(answer.header("vary") ?? ""), "Vary names Sec-Fetch-Site");
			}
			const allowed: Record<string, string>[] = [
				{ "sec-fetch-site": "same-origin" },
				{ "sec-fetch-site": "none" },
				{ origin: `http://${host(scene)}` },
				{},
			];
			for (const headers of allowed)
				(await visitor.post("/set?key=own&value=1", headers)).expect(204, JSON.stringify(headers));
			equal((await visitor.get("/read")).json().data.evil, undefined, "what the refused requests would have set");
			assert(
				scene.events.some((event) => event.type === "request.cross-site"),
				"told as an event",
			);
		},
	},
	{
		name: "X1 same-site and named origins pass when opted in",
		protection: { crossSite: { allowSameSite: true, trustedOrigins: ["https://app.example"] } },
		async run(scene) {
			const visitor = scene.visitor();
			(await visitor.post("/set", { "sec-fetch-site": "same-site" })).expect(204, "same-site");
			(await visitor.post("/set", { "sec-fetch-site": "cross-site", origin: "https://app.example" })).expect(
				204,
				"a trusted origin",
			);
			(
				await visitor.post("/set", { "sec-fetch-site": "cross-site", origin: "https://app.example.evil.example" })
			).expect(403, "one like it");
		},
	},
	{
		name: "X2 cross-site GET: navigation yes, objects, embeds, images, scripts and fetches no",
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/login?user=ada");
			const cross = (mode: string, dest: string): Record<string, string> => ({
				"sec-fetch-site": "cross-site",
				"sec-fetch-mode": mode,
				"sec-fetch-dest": dest,
			});
			(await visitor.get("/read", cross("navigate", "document"))).expect(200, "a link");
			(await visitor.get("/read", cross("navigate", "object"))).expect(403, "an object");
			(await visitor.get("/read", cross("navigate", "embed"))).expect(403, "an embed");
			(await visitor.get("/read", cross("no-cors", "image"))).expect(403, "an image");
			(await visitor.get("/read", cross("no-cors", "script"))).expect(403, "a script");
			(await visitor.get("/read", cross("cors", "empty"))).expect(403, "a fetch");
		},
	},
	{
		name: "K6 security headers on 200, 303, 404 and 500, each response with a nonce of its own",
		async run(scene) {
			const nonces = new Set<string>();
			const visitor = scene.visitor();
			for (const [method, path, status] of [
				["GET", "/nonce", 200],
				["GET", "/nonce", 200],
				["GET", "/redirect", 303],
				["GET", "/missing", 404],
				["POST", "/not-json?kind=map", 500],
			] as const) {
				const answer = (await visitor.send(method, path)).expect(status, path);
				const csp = answer.header("content-security-policy") ?? "";
				const [, nonce = ""] = /script-src 'nonce-([\w-]{22})' 'strict-dynamic'/.exec(csp) ?? [];
				assert(nonce !== "", `${path} has a policy with a nonce: ${csp}`);
				if (path === "/nonce" || path === "/missing") equal(answer.body, nonce, "the nonce that the handler was given");
				nonces.add(nonce);
				assert(
					csp.includes("object-src 'none'") &&
						csp.includes("base-uri 'none'") &&
						csp.includes("frame-ancestors 'none'"),
					csp,
				);
				for (const [header, value] of [
					["x-content-type-options", "nosniff"],
					["x-frame-options", "DENY"],
					["x-xss-protection", "0"],
					["referrer-policy", "no-referrer"],
					["cross-origin-opener-policy", "same-origin"],
					["cross-origin-resource-policy", "same-origin"],
					["permissions-policy", "camera=(), microphone=(), geolocation=()"],
					["origin-agent-cluster", "?1"],
				] as const) {
					equal(answer.header(header), value, `${header} of ${path}`);
				}
				equal(answer.header("x-powered-by"), undefined, "X-Powered-By");
				equal(answer.header("strict-transport-security"), undefined, "Strict-Transport-Security on plain http");
			}
			equal(nonces.size, 5, "different nonces");
		},
	},
	{
		name: "K6 headers can be switched off; those of the session stay",
		protection: { headers: false },
		async run(scene) {
			const answer = await scene.visitor().post("/login?user=ada");
			equal(answer.header("content-security-policy"), undefined, "Content-Security-Policy");
			equal(answer.header("cache-control"), "no-store", "Cache-Control");
		},
	},
	{
		name: "K6 Cache-Control and Clear-Site-Data can be changed and left out",
		options: { cacheControl: "private", clearSiteData: false },
		async run(scene) {
			const visitor = scene.visitor();
			equal((await visitor.post("/login?user=ada")).header("cache-control"), "private", "Cache-Control");
			equal((await visitor.post("/logout")).header("clear-site-data"), undefined, "Clear-Site-Data");
		},
	},
];
