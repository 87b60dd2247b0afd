/** What a server component may have of a session. */

import { type Session, type SessionData, SessionError } from "@sojourn/core";

/** A value that can't be changed, at any depth. */
export type Frozen<Value> = Value extends object ? { readonly [Key in keyof Value]: Frozen<Value[Key]> } : Value;

/** A session as it is while a page renders: HTTP sets no cookie once a response has begun, so there is nothing to change. */
export interface ReadonlySession<Data extends object = SessionData>
	extends Pick<Session<Data>, "id" | "userId" | "info" | "ended" | "stepUp" | "unavailable" | "require"> {
	/** Frozen: change it in a server action or a route handler. */
	readonly data: Frozen<Data>;
}

const refused = ["login", "logout", "rotate", "end", "commit", "discard"] as const satisfies (keyof Session)[];

/** The session without what changes it. Whoever calls that all the same is told where it belongs. */
export function readOnly<Data extends object>(session: Session<Data>): ReadonlySession<Data> {
	const refuse = (what: string) => (): never => {
		throw new SessionError(
			`session.${what} can't be used here: what getSession() gives is for reading. Use the session of an action ` +
				"(action(…)) or a route handler (route(…)).",
		);
	};
	return Object.create(session, {
		data: { get: () => freeze(session.data), set: refuse("data = …") },
		...Object.fromEntries(refused.map((name) => [name, { value: refuse(`${name}()`) }])),
	});
}

function freeze<Value>(value: Value): Frozen<Value> {
	if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
		for (const inner of Object.values(Object.freeze(value))) freeze(inner);
	}
	return value as Frozen<Value>;
}
