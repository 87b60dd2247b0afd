/// <reference lib="dom" />
/** Tells the server of a device what its requests don't. No dependency, nothing that asks for permission. */

/**
 * Describes the device that the page is on: time zone, screen, colour depth, platform. For the header `device` of requests
 * that an application makes itself.
 */
export function describeDevice(): string {
	return new URLSearchParams({
		tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
		screen: `${screen.width}x${screen.height}`,
		depth: `${screen.colorDepth}`,
		platform: navigator.platform,
	}).toString();
}

/**
 * Writes the description into the cookie `device`, which goes with every request to this host from then on. Call it on
 * the login page, so that it is there when the session is opened.
 *
 * @param maxAge for how many seconds the browser keeps it. Default a year
 */
export function reportDevice(maxAge = 31_536_000): void {
	const secure = location.protocol === "https:" ? "; Secure" : "";
	// biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API isn't in every browser
	document.cookie = `device=${describeDevice()}; Path=/; SameSite=Lax; Max-Age=${maxAge}${secure}`;
}
