/** Form fields with their labels, hints and errors, tied together for screen readers. */

import type { InputError } from "../input.ts";
import { type Html, html } from "./html.ts";

/** What was sent and why it wasn't accepted, when a form is shown again. */
export interface Form {
	readonly email?: string;
	readonly error?: InputError;
}

export function emailField({ email, error }: Form): Html {
	return field("email", "Email", error, html`type="email" autocomplete="username" maxlength="254" value="${email}"`);
}

/** For a password that the user has. */
export function passwordField({ error }: Form): Html {
	return field("password", "Password", error, html`type="password" autocomplete="current-password" maxlength="256"`);
}

/** For a password that the user is to think of. */
export function newPasswordField({ error }: Form, label = "Password"): Html {
	const attributes = html`type="password" autocomplete="new-password" minlength="8" maxlength="256"`;
	return field("password", label, error, attributes, "At least 8 characters. Longer is stronger; spaces are fine.");
}

/** Why the form as a whole wasn't accepted. */
export function formError({ error }: Form): Html | undefined {
	if (error?.field !== "form") return undefined;
	return html`<p class="notice problem" role="alert">${error.message}</p>`;
}

/** The document's title, which says first that something is wrong. */
export function formTitle(title: string, { error }: Form): string {
	return error === undefined ? title : `Error: ${title}`;
}

function field(name: string, label: string, error: InputError | undefined, attributes: Html, hint?: string): Html {
	const problem = error?.field === name ? error.message : undefined;
	const described = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(" ");
	return html`<div class="field">
<label for="${name}">${label}</label>
${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
${problem !== undefined && html`<p class="wrong" id="${name}-problem" role="alert">${problem}</p>`}
<input id="${name}" name="${name}" required ${attributes}${described !== "" && html` aria-describedby="${described}"`}${
		problem !== undefined && html` aria-invalid="true"`
	}>
</div>`;
}
