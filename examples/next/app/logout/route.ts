import { route } from "@/lib/session";

/** A route handler, since an action's response can't carry Clear-Site-Data. */
export const POST = route(async (session) => {
	await session.logout();
	return new Response(null, { status: 303, headers: { Location: "/" } });
});
