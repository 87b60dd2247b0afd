"use client";

/** The session in the browser: whose it is, in all tabs, and whether it is about to end. */

import { usePathname, useRouter } from "next/navigation";
import {
	createContext,
	createElement,
	type ReactElement,
	type ReactNode,
	useContext,
	useEffect,
	useState,
} from "react";
import type { ClientSession } from "../client-session.ts";
import { useAlarm } from "./alarm.ts";
import { useOtherTabs } from "./other-tabs.ts";

export interface SessionProviderProps {
	/** From `clientSession(await getSession())`, in a layout or a page. */
	readonly initial: ClientSession;
	/** How long before the session's end `expiring` becomes true, in milliseconds. Default 2 minutes. */
	readonly warnBefore?: number;
	readonly children?: ReactNode;
}

/** What `useSession()` gives. */
export interface BrowserSession {
	/** Who is logged in; `null`: nobody. */
	readonly userId: string | null;
	/** Whether the session ends soon if the user does nothing. */
	readonly expiring: boolean;
	/** Has the server render the page anew, which counts as activity. */
	stay(): void;
}

const Context = createContext<BrowserSession | null>(null);

/** The session of this browser. Needs a `SessionProvider` above. */
export function useSession(): BrowserSession {
	const session = useContext(Context);
	if (session === null) throw new Error("useSession() needs a <SessionProvider> above it, in a layout or a page.");
	return session;
}

/** By how much the server's clock and timers may differ from the browser's. */
const tolerance = 10_000;

/**
 * Keeps what the server said of the session up to date. A navigation prolongs it; a login or logout in another tab, and the
 * session's end, have the server render this page anew: what counts is always the server's word.
 */
export function SessionProvider({ initial, warnBefore = 120_000, children }: SessionProviderProps): ReactElement {
	const { userId } = initial;
	const { refresh } = useRouter();
	const pathname = usePathname();
	const [deadline, setDeadline] = useState(Number.POSITIVE_INFINITY);

	useEffect(() => {
		const { userId, idleExpiresIn } = initial;
		setDeadline(userId === null || idleExpiresIn === null ? Number.POSITIVE_INFINITY : Date.now() + idleExpiresIn);
	}, [initial]);

	// biome-ignore lint/correctness/useExhaustiveDependencies: a navigation is what this is about
	useEffect(() => {
		// The server notes activity late, by a tenth of the idle timeout at most.
		const next = Date.now() + Math.min(initial.idleTimeout * 0.9, initial.expiresIn);
		setDeadline((known) => (known === Number.POSITIVE_INFINITY ? known : Math.max(known, next)));
	}, [pathname]);

	useOtherTabs({ userId, deadline }, (news) => {
		if (news.userId === userId) setDeadline((known) => Math.max(known, news.deadline));
		else refresh();
	});
	const expiring = useAlarm(deadline - warnBefore);
	const over = useAlarm(deadline + tolerance);
	useEffect(() => {
		if (over) refresh();
	}, [over, refresh]);

	return createElement(Context, { value: { userId, expiring, stay: refresh } }, children);
}
