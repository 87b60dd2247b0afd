/** A Lua script, and its digest, by which a server that has seen it finds it again. */
export class Script {
	readonly source: string;
	#digest: Promise<string> | undefined;

	constructor(source: string) {
		this.source = source;
	}

	/** SHA-1 in hexadecimal, as `EVALSHA` wants it. By WebCrypto: Redis over REST is used where there is no Node. */
	digest(): Promise<string> {
		this.#digest ??= crypto.subtle.digest("SHA-1", new TextEncoder().encode(this.source)).then(hexadecimal);
		return this.#digest;
	}
}

function hexadecimal(bytes: ArrayBuffer): string {
	return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
