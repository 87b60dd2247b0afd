import { emailField, type Form, formError, formTitle, passwordField } from "./field.ts";
import { type Html, html } from "./html.ts";
import { layout, type Page } from "./page.ts";
import { signInElsewhere } from "./sign-in-elsewhere.ts";

/** @param notice what there is to say beforehand, such as why the last session ended */
export function loginPage(page: Page, form: Form = {}, notice?: Html): Html {
	return layout(
		page,
		formTitle("Sign in", form),
		html`<div class="narrow stack">
<h1>Sign in</h1>
${formError(form) ?? notice}
<form class="card" method="post" action="/login">
${emailField(form)}
${passwordField(form)}
<button class="button wide">Sign in</button>
</form>
${signInElsewhere(page)}
<p class="aside">New here? <a href="/register">Register</a></p>
</div>`,
	);
}
