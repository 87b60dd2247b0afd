/** Changes that come after the first byte of a response, when nothing stores them by itself. */

import { changesOf, drop } from "./commit.ts";
import { ResponseBegunError, type SessionError } from "./errors.ts";
import { type Session, type VisitSession, visitOf } from "./session.ts";

/**
 * For adapters, after the last byte of a response that was streamed. Gives up what the handler changed of the data after
 * the first byte and didn't store by `session.commit()`.
 *
 * @returns the error to report; `null` when nothing is lost
 */
export function finishResponse(session: Session<object>): SessionError | null {
	const visit = (session as VisitSession<object>)[visitOf];
	try {
		const changes = changesOf(visit);
		if (changes === null) return null;
		drop(visit, changes, "response-begun");
		return new ResponseBegunError(
			`Lost: session.data.${[...changes.keys.keys()].join(", ")} was changed after the response had begun. Change data ` +
				"before the first byte, or store it yourself: await session.commit().",
		);
	} catch (error) {
		return error as SessionError;
	}
}
