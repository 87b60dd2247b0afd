import { toResponse } from "@sojourn/tokens";
import { notFound } from "next/navigation";
import { acme } from "@/lib/acme";
import { route } from "@/lib/session";

export const GET = route(async (_session, { headers, nextUrl }) => {
	if (acme === undefined) notFound();
	const cookieHeader = headers.get("cookie") ?? undefined;
	const returnTo = nextUrl.searchParams.get("returnTo");
	return toResponse(await acme.signIn.begin({ cookieHeader, returnTo, prompt: "consent" }));
});
