import { clientSession } from "@sojourn/adapter-next";
import { SessionProvider } from "@sojourn/adapter-next/client";
import type { ReactNode } from "react";
import { SessionBar } from "@/components/session-bar";
import { getSession } from "@/lib/session";

/** Of the pages that know who is there. */
export default async function AppLayout({ children }: { children: ReactNode }) {
	return (
		<SessionProvider initial={clientSession(await getSession())}>
			<SessionBar />
			{children}
		</SessionProvider>
	);
}
