/** What forms and JSON bodies say, checked. */

import express, { type RequestHandler } from "express";

/** Something in a request that can't be accepted, in words for people and in a word for programs. */
export class InputError extends Error {
	readonly status: number;
	readonly code: string;
	readonly reason: string;
	/** Which field of the form it is about. */
	readonly field: string;

	constructor(status: number, code: string, field: string, message: string, reason = code) {
		super(message);
		this.status = status;
		this.code = code;
		this.field = field;
		this.reason = reason;
	}
}

const shortestPassword = 8;
const longestPassword = 256;
const longestEmail = 254;
const limit = "16kb";

/** Middleware that parses forms and JSON of up to 16 kB, and answers 415 to bodies of any other type. */
export const parseBody: readonly RequestHandler[] = [
	express.json({ limit }),
	express.urlencoded({ extended: false, limit }),
	(req, _res, next) => {
		const isOther = req.headers["content-length"] !== "0" && req.is(["json", "urlencoded"]) === false;
		next(isOther ? new InputError(415, "unsupported-media-type", "body", "Send a form or JSON.") : undefined);
	},
];

/** An email address as it is kept. Only a message to it can tell whether it is one, so hardly anything is refused. */
export function readEmail(body: unknown): string {
	const email = readText(body, "email").trim().toLowerCase();
	if (email.length <= longestEmail && /^[^\s@]+@[^\s@]+$/.test(email)) return email;
	throw invalid("email", "Enter an email address, such as name@example.com.", "email-malformed");
}

/** A new password: long enough, and anything goes (NIST SP 800-63B-4, 3.1.1.2). */
export function readNewPassword(body: unknown): string {
	const password = readPassword(body);
	if ([...password].length >= shortestPassword) return password;
	throw invalid("password", `Use at least ${shortestPassword} characters.`, "password-too-short");
}

/** A password to be compared, of a length that is worth comparing. */
export function readPassword(body: unknown): string {
	const password = readText(body, "password");
	if (password.length <= longestPassword) return password;
	throw invalid("password", `Use at most ${longestPassword} characters.`, "password-too-long");
}

/** What a user calls a device; `null` or nothing but spaces takes the name away. */
export function readName(body: unknown): string | null {
	return fieldOf(body, "name") === null ? null : readText(body, "name");
}

function readText(body: unknown, field: string): string {
	const value = fieldOf(body, field);
	if (typeof value === "string") return value;
	throw invalid(field, `Fill in the ${field}.`, `${field}-missing`);
}

function fieldOf(body: unknown, field: string): unknown {
	return typeof body === "object" && body !== null ? (body as Record<string, unknown>)[field] : undefined;
}

function invalid(field: string, message: string, reason: string): InputError {
	return new InputError(400, "invalid-input", field, message, reason);
}
