import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { Pool } from "pg";
import { expect, test } from "vitest";
import { postgresStore } from "./postgres-store.ts";

/** A message of PostgreSQL's protocol. */
function message(type: string, body: Buffer): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(body.length + 4);
	return Buffer.concat([Buffer.from(type), length, body]);
}

test("a server that ends a connection in the packet that opens it fails the call, not the process", async () => {
	const welcome = [message("R", Buffer.alloc(4)), message("Z", Buffer.from("I"))];
	const farewell = message("E", Buffer.from("SFATAL\0C57P01\0Mterminating connection\0\0"));
	const server = createServer((socket) => {
		socket.once("data", () => socket.end(Buffer.concat([...welcome, farewell])));
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const pool = new Pool({ host: "127.0.0.1", port, user: "any", ssl: false }).on("error", () => {});
	const end = { state: "invalidated", reason: "revoked", at: 1 } as const;
	await expect(postgresStore(pool).endByUser({ id: "alice", shards: ["tag1"] }, end)).rejects.toThrow();
	await expect(
		postgresStore(pool, { notifications: pool }).subscribe({ changed() {}, lost() {}, restored() {} }),
	).rejects.toThrow();
	await pool.end();
	server.close();
});
