/** The pages on which an OpenID provider asks who somebody is. Any name will do. */

import type { Middleware } from "koa";
import type { Provider } from "oidc-provider";

const signInPage = `<!doctype html>
<html lang="en"><title>Sign in</title>
<form method="post" action="">
<label>Name <input name="user" autofocus required></label>
<button>Sign in</button>
</form></html>`;

/** Answers `/interaction/…`: a form that asks for a name; where the provider asks for consent, consent. And the icon. */
export function answerInteractions(provider: Provider): Middleware {
	return async (context, next) => {
		// Browsers look for an icon, and complain when there is none.
		if (context.path === "/favicon.ico") {
			context.status = 204;
			return;
		}
		if (!context.path.startsWith("/interaction/")) return next();
		const { prompt } = await provider.interactionDetails(context.req, context.res);
		if (prompt.name === "login" && context.method === "GET") {
			context.type = "html";
			context.body = signInPage.replace('action=""', `action="${context.path}"`);
			return;
		}
		const accountId = new URLSearchParams(await textOf(context.req)).get("user") ?? "";
		const result = prompt.name === "login" ? { login: { accountId } } : { consent: {} };
		const url = await provider.interactionResult(context.req, context.res, result);
		context.status = 303;
		context.redirect(url);
	};
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}
