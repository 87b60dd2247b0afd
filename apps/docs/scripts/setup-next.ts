/** What code blocks of the guide for Next take as given. */

import { nextSessions } from "@sojourn/adapter-next";
import { sessions } from "./setup.ts";

export const { getSession, requireSession, action, route, createProxy } = nextSessions(sessions);
