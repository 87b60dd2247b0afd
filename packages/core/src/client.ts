/** The client a session is opened from. */

import { describeClient } from "./device.ts";
import type { Engine } from "./engine.ts";
import type { Device } from "./record.ts";
import { noDevice } from "./record.ts";
import type { SessionRequest } from "./request.ts";

/** What is known of a client when a session is opened. */
export interface Client {
	readonly ip: string | null;
	/** The User-Agent header. */
	readonly userAgent: string | null;
	/** What plugins say of it, by their names. Default: nothing. */
	readonly traits?: Device["traits"];
}

/** The client that makes a request. */
export async function clientOf({ plugins }: Pick<Engine, "plugins">, request: SessionRequest): Promise<Client> {
	const traits: Record<string, string> = {};
	for (const plugin of plugins) {
		const said = await plugin.describe?.(request);
		if (said) traits[plugin.name] = said;
	}
	return { ip: addressOf(request), userAgent: request.header("user-agent") ?? null, traits };
}

/** The client's address; IPv4 as such, also where the server listens on IPv6 (RFC 4291, 2.5.5.2). */
export function addressOf({ ip }: SessionRequest): string | null {
	return ip?.replace(/^::ffff:(?=\d+\.)/i, "") ?? null;
}

/** The client as it is stored: described for people, and looked up if the application can. */
export async function describeDevice(
	engine: Pick<Engine, "locate">,
	client: Client | undefined,
	name: string | null,
): Promise<Device> {
	if (client === undefined) return { ...noDevice, name };
	const { ip, traits = {} } = client;
	const place = ip === null ? null : await engine.locate(ip);
	return {
		...describeClient(client.userAgent ?? undefined),
		ip,
		name,
		country: place?.country ?? null,
		city: place?.city ?? null,
		traits,
	};
}

/** What users call their devices: at most 64 characters, no control characters; `null` when nothing is left. */
export function cleanName(name: string | null | undefined): string | null {
	const text = (name ?? "").replace(/[\s\p{C}]+/gu, " ").trim();
	return text === "" ? null : [...text].slice(0, 64).join("");
}
