import { toResponse } from "@sojourn/tokens";
import { notFound } from "next/navigation";
import { acme } from "@/lib/acme";
import { route } from "@/lib/session";

export const GET = route(async (session, { url, headers }) => {
	if (acme === undefined) notFound();
	const signedIn = await acme.signIn.complete({ url, cookieHeader: headers.get("cookie") ?? undefined });
	await acme.logIn(session, signedIn);
	return toResponse(signedIn);
});
