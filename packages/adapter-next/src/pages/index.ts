/** @sojourn/adapter-next/pages: sessions for Next's Pages Router. */

export { type PagesSessions, pagesSessions } from "./pages-sessions.ts";
