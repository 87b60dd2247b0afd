/** Whether a user has signed in from a browser before, as the browser itself remembers. */

import { serializeCookie } from "@sojourn/core";
import type { Request, Response } from "express";
import type { Services } from "./services.ts";

/** Says so after a login, and has the browser remember the user from now on. */
export async function recogniseBrowser(
	{ knownDevices }: Services,
	userId: string,
	req: Request,
	res: Response,
): Promise<boolean> {
	const { recognised, cookies } = await knownDevices.remember(userId, req.headers.cookie);
	for (const cookie of cookies) res.append("Set-Cookie", serializeCookie(cookie));
	return recognised;
}
