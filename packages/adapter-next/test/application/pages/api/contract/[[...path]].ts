import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pagesSessions } from "@sojourn/adapter-next/pages";
import type { ContractReply } from "@sojourn/core/testing";
import type { NextApiRequest, NextApiResponse } from "next";
import { played } from "../../../lib/played";
import { findRoute, run } from "../../../lib/routes";

export default function handler(req: NextApiRequest, res: NextApiResponse): Promise<void> {
	const { pathname, searchParams } = new URL(req.url ?? "/", "http://localhost");
	const found = findRoute(req.method, pathname.replace("/api/contract", "") || "/");
	const { sessions, options } = played();
	const api = pagesSessions(sessions, options).api(async (session) => {
		if (found === undefined) return res.status(404).end();
		const { cookie, "x-nonce": nonce } = req.headers;
		await answer(res, await run(found, { session, query: searchParams, nonce: String(nonce ?? ""), cookie }));
	});
	return api(req, res);
}

async function answer(
	res: NextApiResponse,
	{ status = 200, headers = [], body, stream, redirect }: ContractReply,
): Promise<void> {
	res.status(status);
	for (const [name, value] of headers) res.appendHeader(name, value);
	if (redirect !== undefined) res.redirect(303, redirect);
	else if (stream !== undefined) await pipeline(Readable.from(stream), res);
	else if (body !== undefined) res.send(body);
	else res.end();
}
