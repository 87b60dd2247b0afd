/** On workerd, as on Cloudflare. */

import { handle } from "./app.ts";

export default {
	fetch: (request: Request): Promise<Response> => handle(request, request.headers.get("cf-connecting-ip")),
};
