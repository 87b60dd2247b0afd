import { createProxy } from "./lib/session";

export const proxy = createProxy();

export const config = {
	// Everything but files: prefetches too, or whoever calls a request a prefetch would get past the proxy.
	matcher: "/((?!_next/static|_next/image|icon.svg).*)",
};
