import { type SetCookie, serializeCookie } from "@sojourn/core";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { createTransactions, newState, type Transaction } from "./transactions.ts";

let now: number;
beforeEach(() => {
	now = Date.UTC(2026, 0, 1);
});

const options = {
	name: "__Host-Http-sign-in",
	purpose: "sign-in at acme",
	secrets: "a-secret-of-the-application-for-tests-0123456789",
	ttl: 600_000,
	now: () => now,
};
const transactions = createTransactions(options);

function begun(random: string): Transaction {
	const state = newState(now, random.repeat(43));
	return { state, nonce: "n", codeVerifier: "v", returnTo: "/account", acrValues: ["mfa"] };
}

/** The `Cookie` header of a browser that was given these. */
function headerOf(cookies: readonly SetCookie[]): string {
	return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

test("each has a cookie of its own, which the browser keeps for ten minutes and no page can read", async () => {
	const [a, b] = [begun("a"), begun("b")];
	const [first] = await transactions.keep(a, undefined);
	const [second] = await transactions.keep(b, undefined);
	const header = headerOf([first!, second!]);
	expect(await transactions.find(a.state, header)).toEqual(a);
	expect(await transactions.find(b.state, header)).toEqual(b);
	expect(serializeCookie(first!)).toMatch(
		/^__Host-Http-sign-in-[\w-]{15}=[\w-]+; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/,
	);
	expect(transactions.forget(a.state, header)).toEqual([{ ...first, value: "", maxAge: 0, expires: 0 }]);
});

test("a transaction is over after ten minutes, and the five seconds that clocks may differ by", async () => {
	const transaction = begun("a");
	const header = headerOf(await transactions.keep(transaction, undefined));
	now += 604_999;
	expect(await transactions.find(transaction.state, header)).toEqual(transaction);
	now += 1;
	expect(await transactions.find(transaction.state, header)).toBeNull();
});

test("a cookie is good for its own state and purpose only, and not when it was changed", async () => {
	const [a, b] = [begun("a"), begun("b")];
	const [cookie] = await transactions.keep(a, undefined);
	const [other] = await transactions.keep(b, undefined);
	const { name, value } = cookie!;
	const tampered = `${value.slice(0, -1)}${value.endsWith("A") ? "B" : "A"}`;
	expect(await transactions.find(a.state, `${name}=${tampered}`)).toBeNull();
	expect(await transactions.find(a.state, `${name}=${other!.value}`)).toBeNull();
	// The same cookie by its name, and another state.
	expect(await transactions.find(`${a.state.slice(0, -1)}b`, `${name}=${value}`)).toBeNull();
	const elsewhere = createTransactions({ ...options, purpose: "sign-in at another" });
	expect(await elsewhere.find(a.state, `${name}=${value}`)).toBeNull();
});

test("a browser has five at most: the oldest go", async () => {
	const jar = new Map<string, SetCookie>();
	const kept: Transaction[] = [];
	for (const random of "abcdefgh") {
		now += 1000;
		const transaction = begun(random);
		for (const cookie of await transactions.keep(transaction, headerOf([...jar.values()]))) {
			if (cookie.maxAge === 0) jar.delete(cookie.name);
			else jar.set(cookie.name, cookie);
		}
		kept.push(transaction);
	}
	expect(jar.size).toBe(5);
	const header = headerOf([...jar.values()]);
	const found = await Promise.all(kept.map(({ state }) => transactions.find(state, header)));
	expect(found).toEqual([null, null, null, ...kept.slice(3)]);
});

test("whatever a browser sends, nothing is thrown, and what is expired can be set", async () => {
	const name = fc.oneof(
		fc.string(),
		fc.string().map((text) => `__Host-Http-sign-in-${text}`),
		fc.stringMatching(/^__Host-Http-sign-in-[\w-]{15}$/),
	);
	const header = fc
		.array(fc.tuple(name, fc.string()), { maxLength: 30 })
		.map((pairs) => pairs.map((pair) => pair.join("=")).join("; "));
	await fc.assert(
		fc.asyncProperty(header, fc.oneof(fc.string(), fc.stringMatching(/^[\w-]{52}$/)), async (header, state) => {
			expect(await transactions.find(state, header)).toBeNull();
			const cookies = [...transactions.forget(state, header), ...(await transactions.keep(begun("a"), header))];
			for (const cookie of cookies) expect(serializeCookie(cookie)).toContain("__Host-Http-sign-in-");
		}),
	);
});
