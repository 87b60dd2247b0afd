import type { ContractReply } from "@sojourn/core/testing";
import type { NextRequest } from "next/server";
import { findRoute, run } from "../../../lib/routes";
import { next } from "../../../lib/sessions";

async function handler(request: NextRequest, context: RouteContext<"/contract/[[...path]]">): Promise<Response> {
	const { path = [] } = await context.params;
	const found = findRoute(request.method, `/${path.join("/")}`);
	if (found === undefined) return new Response(null, { status: 404 });
	const route = next().route(async (session, { nextUrl, headers }: NextRequest) =>
		responseOf(
			await run(found, {
				session,
				query: nextUrl.searchParams,
				nonce: headers.get("x-nonce") ?? "",
				cookie: headers.get("cookie") ?? undefined,
			}),
		),
	);
	return route(request, context);
}

function responseOf({ status = 200, headers = [], body, stream, redirect }: ContractReply): Response {
	if (redirect !== undefined) return new Response(null, { status: 303, headers: { Location: redirect } });
	const init = { status, headers: headers.map(([name, value]): [string, string] => [name, value]) };
	return new Response(stream === undefined ? (body ?? null) : streamOf(stream), init);
}

function streamOf(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
	const iterator = pieces[Symbol.asyncIterator]();
	const encoder = new TextEncoder();
	return new ReadableStream({
		async pull(controller) {
			const { done, value } = await iterator.next();
			if (done) controller.close();
			else controller.enqueue(encoder.encode(value));
		},
	});
}

export { handler as GET, handler as POST };
