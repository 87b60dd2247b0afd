/** C1 to C9, T1 and T2: cookies. */

import { fromBase64url } from "../../base64url.ts";
import { assert, equal } from "../assert.ts";
import type { HttpCase } from "./scene.ts";
import { Answer } from "./visitor.ts";

const name = "__Host-Http-sid";

export const cookieCases: readonly HttpCase[] = [
	{
		name: "C1 C2 C3 the cookie is __Host-, Secure, HttpOnly, SameSite=Lax, Path=/ and without Domain",
		async run(scene) {
			const visitor = scene.visitor();
			const answer = await visitor.post("/login?user=ada");
			const [cookie] = answer.cookies();
			equal(cookie?.name, name, "name");
			const { attributes } = cookie ?? { attributes: {} as Record<string, string> };
			equal(attributes.secure, "", "Secure");
			equal(attributes.httponly, "", "HttpOnly");
			equal(attributes.samesite, "Lax", "SameSite");
			equal(attributes.path, "/", "Path");
			equal("domain" in attributes, false, "has a Domain");
			equal("max-age" in attributes || "expires" in attributes, false, "outlives the browser");
			for (const path of ["/read", "/devices"]) {
				const { body } = await visitor.get(path);
				assert(!body.includes(cookie?.value.split(".")[1] ?? "?"), `C3 the value is nowhere in ${path}`);
			}
		},
	},
	{
		name: "C4 6 kB of session data leave the cookie small; a sealed 6 kB value is chunked, none over 4096 bytes",
		async run(scene) {
			const visitor = scene.visitor();
			const [cookie] = (await visitor.post("/set?key=big&bytes=6000")).cookies();
			assert((cookie?.value.length ?? 0) < 200, "the session cookie is small");
			equal((await visitor.get("/read")).json().data.big.length, 6000, "data");
			const chunks = (await visitor.post("/seal?bytes=6000")).cookies();
			assert(chunks.length > 1, "more than one chunk");
			for (const chunk of chunks)
				assert(chunk.name.length + 1 + chunk.value.length <= 4096, "name and value fit into 4096 bytes");
			equal((await visitor.get("/unseal")).json(), 6000, "characters unsealed");
			await visitor.post("/seal?bytes=10");
			equal((await visitor.get("/unseal")).json(), 10, "characters unsealed after a shorter value took its place");
			(await visitor.post("/seal?bytes=1000000")).expect(400, "a value for which no number of chunks will do");
		},
	},
	{
		name: "C5 no readable personal data in a cookie",
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/set?key=mail&value=ada@example.org");
			await visitor.post("/login?user=ada@example.org");
			for (const part of visitor.token.split(".")) {
				assert(!/ada|example/i.test(part + decode(part)), "neither the value nor its decoding names the user");
			}
		},
	},
	{
		name: "C6 Cache-Control: no-store whenever a cookie is set or a user is logged in, on redirects and errors too",
		async run(scene) {
			for (const [method, path] of [
				["POST", "/set?key=a&value=1"],
				["GET", "/redirect"],
				["POST", "/login-and-fail?user=ada"],
				["POST", "/login?user=ada"],
			] as const) {
				const answer = await scene.visitor().send(method, path);
				equal(answer.cookies().length, 1, `cookies set by ${path}`);
				equal(answer.header("cache-control"), "no-store", `Cache-Control of ${path}`);
			}
			const visitor = scene.visitor();
			await visitor.post("/login?user=ada");
			const answer = await visitor.get("/read");
			equal(answer.cookies().length, 0, "cookies set by a read-only request");
			equal(answer.header("cache-control"), "no-store", "Cache-Control for a logged-in user");
			assert(
				(await scene.visitor().get("/")).header("cache-control") !== "no-store",
				"a stranger's page may be cached",
			);
		},
	},
	{
		name: "C7 no cookie, and nothing stored, for a visitor who left nothing",
		async run(scene) {
			for (const path of ["/", "/read", "/missing"])
				equal((await scene.visitor().get(path)).cookies().length, 0, `cookies set by ${path}`);
			equal((await scene.sessions.scan()).items.length, 0, "stored sessions");
		},
	},
	{
		name: "C8 duplicate cookie names are harmless: bad then good, good then bad",
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/login?user=ada");
			const dead = scene.visitor();
			await dead.post("/login?user=ada");
			const deadToken = dead.token;
			await dead.post("/logout");
			const good = `${name}=${visitor.token}`;
			for (const bad of [
				`${name}=x`,
				`${name}=`,
				`${name}="${"a".repeat(90)}"`,
				`${name}=${deadToken}`,
				`x${name}=${deadToken}`,
				name,
			]) {
				for (const cookie of [`${bad}; ${good}`, `${good}; ${bad}`]) {
					const answer = await scene.visitor().get("/guarded", { cookie });
					equal(answer.expect(200, cookie.slice(0, 60)).json().userId, "ada", "user");
				}
			}
		},
	},
	{
		name: "C9 logout expires the cookie with matching attributes and sends Clear-Site-Data",
		async run(scene) {
			const visitor = scene.visitor();
			const [set] = (await visitor.post("/login?user=ada")).cookies();
			const answer = await visitor.post("/logout");
			const [cleared] = answer.cookies();
			equal(cleared?.name, set?.name, "name");
			equal(cleared?.value, "", "value");
			const { "max-age": maxAge, expires, ...attributes } = cleared?.attributes ?? {};
			equal(maxAge, "0", "Max-Age");
			assert(Date.parse(expires ?? "") <= 0, "Expires lies in the past");
			equal(JSON.stringify(attributes), JSON.stringify(set?.attributes), "the other attributes");
			equal(answer.header("clear-site-data"), '"cache", "storage"', "Clear-Site-Data");
			equal(answer.header("cache-control"), "no-store", "Cache-Control");
		},
	},
	{
		name: "T1 a seal is bound to its purpose and its cookie's name",
		async run(scene) {
			const visitor = scene.visitor();
			const [cookie] = (await visitor.post("/seal?bytes=20")).cookies();
			equal((await visitor.get("/unseal")).json(), 20, "unsealed where it belongs");
			const moved = scene.visitor();
			moved.jar.set(name, cookie?.value ?? "");
			equal((await moved.get("/read")).json().id, null, "session of a sealed value in the session's cookie");
			await visitor.post("/login?user=ada");
			const swapped = await scene.visitor().get("/unseal", { cookie: `__Host-Http-sealed=${visitor.jar.get(name)}` });
			equal(swapped.json(), null, "a session's token in the sealed cookie");
			scene.advance(11 * 60_000);
			equal((await visitor.get("/unseal")).json(), null, "the sealed value after its time");
		},
	},
	{
		name: "T2 tampering gives no session and never a 500",
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/login?user=ada");
			await visitor.post("/seal?bytes=20");
			const reads = scene.reads();
			const token = visitor.jar.get(name) ?? "";
			const seal = visitor.jar.get("__Host-Http-sealed") ?? "";
			for (const bad of manglings(token)) {
				const answer = await scene.visitor().get("/read", { cookie: `${name}=${bad}` });
				equal(answer.expect(200, "a mangled token").json().id, null, "session of a mangled token");
			}
			equal(scene.reads(), reads, "store reads for mangled tokens");
			for (const bad of manglings(seal)) {
				const answer = await scene.visitor().get("/unseal", { cookie: `__Host-Http-sealed=${bad}` });
				equal(answer.expect(200, "a mangled seal").json(), null, "value of a mangled seal");
			}
			for (const length of [1, 4097, 12_000, 1_000_000]) {
				const answer = await scene
					.visitor()
					.get("/read", { cookie: `${name}=${"A".repeat(length)}` })
					.catch(refusedByServer);
				assert(answer.status < 500, `status ${answer.status} for ${length} characters`);
			}
		},
	},
];

/** Every character flipped, and every length cut to. */
function manglings(value: string): string[] {
	const flipped = [...value].map(
		(character, at) => value.slice(0, at) + (character === "A" ? "B" : "A") + value.slice(at + 1),
	);
	const cut = Array.from({ length: value.length }, (_, length) => value.slice(0, length));
	return [...flipped, ...cut];
}

/** Servers may hang up on a request with too long a header instead of answering 431. */
function refusedByServer(): Answer {
	return new Answer({ status: 431, headers: [], body: "" });
}

/** The bytes that base64url text stands for, as characters. */
function decode(text: string): string {
	return String.fromCharCode(...(fromBase64url(text) ?? []));
}
