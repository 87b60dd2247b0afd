import { emailField, type Form, formTitle, newPasswordField } from "./field.ts";
import { type Html, html } from "./html.ts";
import { layout, type Page } from "./page.ts";
import { signInElsewhere } from "./sign-in-elsewhere.ts";

export function registerPage(page: Page, form: Form = {}): Html {
	return layout(
		page,
		formTitle("Register", form),
		html`<div class="narrow stack">
<h1>Register</h1>
<p class="lead">All it takes is an email address and a password. Nothing is sent to the address.</p>
<form class="card" method="post" action="/register">
${emailField(form)}
${newPasswordField(form)}
<button class="button wide">Create account</button>
</form>
${signInElsewhere(page)}
<p class="aside">Have an account? <a href="/login">Sign in</a></p>
</div>`,
	);
}
