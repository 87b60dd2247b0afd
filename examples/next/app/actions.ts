"use server";

import { safeReturnTo } from "@sojourn/adapter-next";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { action, sessions } from "@/lib/session";

export const logIn = action(async (session, form: FormData) => {
	// Here you check the password. Whoever comes this far is logged in.
	await session.login(String(form.get("user")), { methods: ["pwd"] });
	redirect(safeReturnTo(form.get("returnTo")));
});

export const addNote = action(async (session, form: FormData) => {
	session.require();
	session.data.notes = [...(session.data.notes ?? []), String(form.get("note"))];
	refresh(); // Next shows the page as it is now only if it is asked to
});

export const endDevice = action(async (session, id: string) => {
	const { userId } = session.require();
	await sessions.end(id, { userId });
	refresh();
});
