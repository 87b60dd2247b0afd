"use server";

import { notFound, redirect } from "next/navigation";
import { next } from "../../../lib/sessions";

export async function act(form: FormData): Promise<void> {
	await next().action(async (session, form: FormData) => {
		const what = form.get("what");
		session.data.did = what;
		if (what === "login" || what === "login and fail") await session.login("ada");
		if (what === "logout") await session.logout();
		if (what === "redirect") redirect("/pages/session");
		if (what === "not found") notFound();
		if (what === "require") session.require();
		if (what === "fail" || what === "login and fail") throw new Error("the action failed");
	})(form);
}
