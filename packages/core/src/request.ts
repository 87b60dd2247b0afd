/** What core sees of a request and says of a response: plain values that any framework can be translated to and from. */

/** A request, as an adapter hands it to core. */
export interface SessionRequest {
	/** The HTTP method, in upper case. */
	readonly method: string;
	/** Whether the client's connection is https, as the framework's trusted-proxy setting has it. */
	readonly secure: boolean;
	/** The host the client asked for, with its port if it named one, as the framework's trusted-proxy setting has it. */
	readonly host: string | null;
	/** The client's address, as the framework's trusted-proxy setting has it. */
	readonly ip: string | null;
	/** Whether the client asks for a WebSocket. */
	readonly upgrade?: boolean;
	/** A request header by its lower-case name; repeated ones joined as HTTP says (`cookie` by `"; "`). */
	header(name: string): string | undefined;
}

/** A header to set on the response. */
export type Header = readonly [name: string, value: string];
