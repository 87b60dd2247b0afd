import type { User } from "../users.ts";
import { type Form, formError, formTitle, newPasswordField, passwordField } from "./field.ts";
import { type Html, html } from "./html.ts";
import { layout, type Page } from "./page.ts";
import { absoluteTime } from "./time.ts";

export function settingsPage(page: Page, user: User): Html {
	return layout(
		page,
		"Settings",
		html`<h1>Settings</h1>
<section class="card stack close" aria-labelledby="account">
<h2 id="account">Account</h2>
<dl class="facts">
<div><dt>Email</dt><dd class="email">${user.email}</dd></div>
<div><dt>Registered</dt><dd>${absoluteTime(user.createdAt)}</dd></div>
</dl>
</section>
<section class="card stack close" aria-labelledby="password-section">
<h2 id="password-section">Password</h2>
${user.passwordHash === null ? passwordElsewhere : changePassword}
</section>`,
	);
}

const passwordElsewhere = html`<p>There is none here: you sign in at a provider, which keeps it.</p>`;

const changePassword = html`<p>Changing it signs out all your other devices. If you signed in more than 5 minutes ago, you are asked for your
current password first.</p>
<p class="actions"><a class="button" href="/settings/password">Change password</a></p>`;

/** Only for those who signed in recently. */
export function changePasswordPage(page: Page, form: Form = {}): Html {
	return layout(
		page,
		formTitle("Change password", form),
		html`<div class="narrow stack">
<h1>Change password</h1>
<p class="lead">You stay signed in here. All your other devices are signed out.</p>
<form class="card" method="post" action="/settings/password">
<input type="text" name="email" autocomplete="username" value="${page.user?.email}" readonly hidden>
${newPasswordField(form, "New password")}
<button class="button wide">Change password</button>
</form>
<p class="aside"><a href="/settings">Back to settings</a></p>
</div>`,
	);
}

/** For those who signed in too long ago for what they are about to do. */
export function confirmPage(page: Page, form: Form = {}): Html {
	return layout(
		page,
		formTitle("Confirm it's you", form),
		html`<div class="narrow stack">
<h1>Confirm it's you</h1>
<p class="lead">You signed in a while ago. Enter your password once more to go on to your password settings.</p>
${formError(form)}
<form class="card" method="post" action="/confirm">
<input type="text" name="email" autocomplete="username" value="${page.user?.email}" readonly hidden>
${passwordField(form)}
<button class="button wide">Confirm</button>
</form>
<p class="aside"><a href="/settings">Back to settings</a></p>
</div>`,
	);
}
