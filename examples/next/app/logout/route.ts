import { acme } from "@/lib/acme";
import { route } from "@/lib/session";

/** A route handler, since an action's response can't carry Clear-Site-Data. */
export const POST = route(async (session) => {
	if (acme === undefined) await session.logout();
	else await acme.tokens.signOut(session); // revokes the tokens as well
	return new Response(null, { status: 303, headers: { Location: "/" } });
});
