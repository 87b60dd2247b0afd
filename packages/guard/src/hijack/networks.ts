/** Which addresses count as one network when sessions move: IPv4 by /24, IPv6 by /48. */

import type { SessionInfo } from "@sojourn/core";
import { networkOf } from "../network.ts";

export function siteOf(ip: string | null): string | null {
	return networkOf(ip, { v4: 24, v6: 48 });
}

/** The network that the session's user last logged in from. */
export function loginNetwork({ device }: SessionInfo): string | null {
	return siteOf(device.ip);
}
