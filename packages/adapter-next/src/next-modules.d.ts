/**
 * Next's modules by the names that its compiler knows: it gives each of its layers another one, and refuses those of the
 * server in Client Components. Next's package has no `exports`, so Node's resolution finds them with `.js` only.
 */

declare module "next/headers" {
	export * from "next/headers.js";
}

declare module "next/navigation" {
	export * from "next/navigation.js";
}
