/** What an adapter on `node:http` does with proxies and with upgrades, whatever its framework. */

import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createSessions, memoryStore, type Sessions } from "../src/index.ts";
import type { UpgradeHandler } from "../src/node/index.ts";
import { all, listen, secrets, send } from "./serving.ts";

/** An application of the framework, in which `POST /` logs ada in and answers with the credential as JSON. */
export interface NodeApplication {
	readonly listener: RequestListener;
	onUpgrade(handler: UpgradeHandler<object>): (message: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
}

/**
 * @param create makes one, that trusts a proxy on the loopback interface or doesn't
 * @param trustProxy what the warning tells to do
 */
export function nodeAdapterCases(
	create: (sessions: Sessions, trusting: boolean) => NodeApplication,
	trustProxy: string,
): void {
	let sessions: Sessions;
	beforeEach(() => {
		sessions = createSessions({ store: memoryStore(), secrets });
	});

	describe("behind a proxy", () => {
		const forwarded = {
			"x-forwarded-for": "203.0.113.9",
			"x-forwarded-proto": "https",
			"x-forwarded-host": "shop.example",
		};
		const serve = (trusting: boolean) => listen(createServer(create(sessions, trusting).listener));

		test("that isn't trusted: one warning that names the cause, and nothing of its headers is believed", async () => {
			const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
			onTestFinished(() => warn.mockRestore());
			const url = await serve(false);
			for (let round = 0; round < 3; round++) {
				const response = await send(`${url}/`, forwarded, "POST");
				expect(all(response, "strict-transport-security")).toEqual([]);
				expect(await sessions.read(JSON.parse(response.body).id)).toMatchObject({ device: { ip: "127.0.0.1" } });
			}
			expect(warn).toHaveBeenCalledTimes(1);
			expect(warn.mock.calls[0]?.[0]).toContain(trustProxy);
			expect((await send(`${url}/`, { ...forwarded, origin: "https://shop.example" }, "POST")).status).toBe(403);
		});

		test("that is trusted: its word on address, scheme and host holds", async () => {
			const url = await serve(true);
			const response = await send(`${url}/`, { ...forwarded, origin: "https://shop.example" }, "POST");
			expect(response.status).toBe(200);
			expect(all(response, "strict-transport-security")).toHaveLength(1);
			expect(await sessions.read(JSON.parse(response.body).id)).toMatchObject({ device: { ip: "203.0.113.9" } });
		});
	});

	describe("WebSocket upgrades (M6)", () => {
		let url: string;

		beforeEach(async () => {
			const { listener, onUpgrade } = create(sessions, false);
			const sockets = new WebSocketServer({ noServer: true });
			onTestFinished(() => sockets.close());
			const upgrade = onUpgrade((session, req, socket, head) => {
				session.require();
				sockets.handleUpgrade(req, socket, head, (ws) => ws.send(session.userId ?? "nobody"));
			});
			url = await listen(createServer(listener).on("upgrade", upgrade));
		});

		const handshake = (headers: Record<string, string>): Promise<string> =>
			new Promise((resolve) => {
				const socket = new WebSocket(url.replace("http", "ws"), { headers });
				socket.on("message", (data) => {
					resolve(String(data));
					socket.terminate();
				});
				socket.on("unexpected-response", (_request, response) => resolve(String(response.statusCode)));
				socket.on("error", () => {});
			});

		test("a logged-in user's handshake has the session, others get 401, other sites 403", async () => {
			const { token } = await sessions.create({ userId: "ada" });
			const cookie = `__Host-Http-sid=${token}`;
			expect(await handshake({ cookie })).toBe("ada");
			expect(await handshake({ cookie, origin: url })).toBe("ada");
			expect(await handshake({})).toBe("401");
			expect(await handshake({ cookie, origin: "https://evil.example" })).toBe("403");
		});

		test("a socket that breaks during the handshake harms nobody", async () => {
			const raw = connect(Number(new URL(url).port), "127.0.0.1");
			raw.on("error", () => {});
			await new Promise<void>((resolve) => {
				raw.write("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", () => {
					raw.resetAndDestroy();
					raw.on("close", () => resolve());
				});
			});
			const { token } = await sessions.create({ userId: "ada" });
			expect(await handshake({ cookie: `__Host-Http-sid=${token}` })).toBe("ada");
		});
	});
}
