import { NextResponse } from "next/server";
import { played } from "./lib/played";
import { ofAppRouter } from "./lib/sessions";

/** Rewritten as an application's own proxy does, so that the contract's paths lead to the router in question. */
export const proxy: ReturnType<ReturnType<typeof ofAppRouter>["createProxy"]> = (request, event) =>
	ofAppRouter().createProxy(({ nextUrl }) => {
		const url = nextUrl.clone();
		url.pathname = `${played().router === "app" ? "" : "/api"}/contract${nextUrl.pathname.replace(/\/$/, "")}`;
		return NextResponse.rewrite(url);
	})(request, event);

export const config = { matcher: "/((?!_next|pages|edge).*)" };
