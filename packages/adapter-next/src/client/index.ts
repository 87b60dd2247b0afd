/// <reference path="../next-modules.d.ts" />
"use client";

/** @sojourn/adapter-next/client: what the browser knows of its session. */

export { SessionProvider, type SessionProviderProps, useSession } from "./session-provider.ts";
