import { toResponse } from "@sojourn/tokens";
import { notFound } from "next/navigation";
import { acme } from "@/lib/acme";

/** The provider posts this itself: no browser, no session. */
export async function POST(request: Request) {
	if (acme === undefined) notFound();
	return toResponse(await acme.backChannel.handle(await request.text()));
}
