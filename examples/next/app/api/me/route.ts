import { route } from "@/lib/session";

export const GET = route((session) => {
	const { userId, idleExpiresAt } = session.require();
	return Response.json({ userId, idleExpiresAt });
});
