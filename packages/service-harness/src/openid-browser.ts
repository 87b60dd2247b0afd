/** What a person with a browser does at an OpenID provider, by HTTP: follows redirects, keeps cookies, submits forms. */

/** Somebody's browser. */
export interface OpenIdBrowser {
	/**
	 * Opens a page of the provider, signs in and agrees where asked to, and goes on to wherever the provider sends it. One
	 * visit at a time: another one waits.
	 *
	 * @returns where it was sent outside of the provider (the page isn't fetched); the last page, if it wasn't sent away
	 */
	visit(url: string | URL): Promise<URL>;
}

const maxSteps = 20;

/**
 * @param issuer - The provider; what begins differently is outside.
 * @param user - Who signs in when the provider asks.
 */
export function createOpenIdBrowser(issuer: string, user: string): OpenIdBrowser {
	const cookies = new Map<string, string>();

	async function request(url: URL, form?: URLSearchParams): Promise<Response> {
		const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
		const response = await fetch(url, {
			headers: { Cookie: cookie },
			redirect: "manual",
			...(form && { method: "POST", body: form }),
		});
		for (const line of response.headers.getSetCookie()) {
			const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
			if (value === "") cookies.delete(name);
			else cookies.set(name, value);
		}
		return response;
	}

	async function walk(start: string | URL): Promise<URL> {
		let url = new URL(start);
		let form: URLSearchParams | undefined;
		for (let step = 0; step < maxSteps; step++) {
			const response = await request(url, form);
			form = undefined;
			const location = response.headers.get("location");
			const page = await response.text();
			if (location !== null) {
				url = new URL(location, url);
				if (url.origin !== new URL(issuer).origin) return url;
				continue;
			}
			if (!response.ok) throw new Error(`The provider answers ${response.status}: ${page}`);
			const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
			if (action === undefined) return url;
			url = new URL(action, url);
			form = fieldsOf(page, user);
		}
		throw new Error(`The provider goes on after ${maxSteps} steps.`);
	}

	let last: Promise<unknown> = Promise.resolve();

	return {
		visit(start) {
			const visit = last.then(() => walk(start));
			last = visit.catch(() => {});
			return visit;
		},
	};
}

/** The form's fields: who signs in, and what else the page wants to have back. */
function fieldsOf(page: string, user: string): URLSearchParams {
	const form = new URLSearchParams();
	for (const [field] of page.matchAll(/<(?:input|button)[^>]*>/g)) {
		const name = / name="([^"]+)"/.exec(field)?.[1];
		if (name !== undefined) form.set(name, name === "user" ? user : (/ value="([^"]*)"/.exec(field)?.[1] ?? ""));
	}
	return form;
}
