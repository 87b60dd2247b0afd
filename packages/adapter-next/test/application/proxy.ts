import type { CreateProxy } from "@sojourn/adapter-next";
import { NextResponse } from "next/server";
import { played } from "./lib/played";
import { next } from "./lib/sessions";

/** Rewrites, as an application's own proxy does, the paths of the contract to the router in question. */
export const proxy: ReturnType<CreateProxy> = (request, event) =>
	next().createProxy(({ nextUrl }) => {
		const { contract } = played();
		if (contract === undefined) return undefined;
		const url = nextUrl.clone();
		url.pathname = `${contract.router === "app" ? "" : "/api"}/contract${nextUrl.pathname.replace(/\/$/, "")}`;
		return NextResponse.rewrite(url);
	})(request, event);

export const config = { matcher: "/((?!_next/static).*)" };
