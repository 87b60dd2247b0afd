/** What code blocks of the guides take as given. They import it above their cut, so readers don't see it. */

import { createServer } from "node:http";
import { session } from "@sojourn/adapter-express";
import { createSessions, memoryStore } from "@sojourn/core";
import express from "express";

/** The session data of the guides' application. */
export interface Data {
	cart?: string[];
	theme?: "light" | "dark";
}

export const app = express();
export const server = createServer(app);
export const store = memoryStore();
export const secrets: readonly string[] = (process.env.SESSION_SECRETS ?? "").split(",");
export const sessions = createSessions<Data>({ store, secrets });
export const withSession = session(sessions);

/** A user of the application. */
export interface User {
	readonly id: string;
	readonly name: string;
}

export declare const users: {
	/** The user, if the password is right. */
	verify(email: string, password: string): Promise<User | null>;
	setPassword(id: string, password: string): Promise<void>;
	verifyOneTimeCode(id: string, code: string): Promise<boolean>;
};
