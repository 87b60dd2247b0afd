import { expect, test } from "vitest";
import { createKnownDevices } from "./known-devices.ts";

const secrets = "a-secret-of-tests-with-enough-characters-0123456789";
const day = 86_400_000;

/** A browser that remembers. */
function browserOf(now: () => number = Date.now) {
	const devices = createKnownDevices({ secrets, now });
	let header: string | undefined;
	return {
		get header() {
			return header;
		},
		async login(userId: string): Promise<boolean> {
			const { recognised, cookies } = await devices.remember(userId, header);
			expect(cookies).toHaveLength(1);
			header = `${cookies[0]?.name}=${cookies[0]?.value}`;
			return recognised;
		},
		forget: () => devices.forget(header),
	};
}

test("a user is recognised in a browser from their second login on; each user for themselves", async () => {
	const browser = browserOf();
	expect(await browser.login("ada")).toBe(false);
	expect(await browser.login("ada")).toBe(true);
	expect(await browser.login("bob")).toBe(false);
	expect(await browser.login("ada")).toBe(true);
	expect(await browserOf().login("ada")).toBe(false);
});

test("it is forgotten after a year without a login", async () => {
	let now = Date.UTC(2027, 0, 1);
	const browser = browserOf(() => now);
	await browser.login("ada");
	now += 364 * day;
	expect(await browser.login("ada")).toBe(true);
	now += 366 * day;
	expect(await browser.login("ada")).toBe(false);
});

test("ten users at most are remembered, and the cookie stays small", async () => {
	const browser = browserOf();
	for (let user = 0; user < 11; user++) await browser.login(`user ${user}`);
	expect(browser.header?.length).toBeLessThan(1000);
	expect(await browser.login("user 10")).toBe(true);
	expect(await browser.login("user 0")).toBe(false);
});

test("C5 the cookie says nothing of its users, and can be forgotten", async () => {
	const browser = browserOf();
	await browser.login("ada");
	const [name, value = ""] = browser.header?.split("=") ?? [];
	expect(name).toBe("__Host-Http-known-device");
	expect(Buffer.from(value, "base64url").toString("latin1")).not.toContain("ada");
	expect(browser.forget()).toMatchObject([{ name, value: "", maxAge: 0 }]);
});

test.each(["x", "__Host-Http-known-device=x", `__Host-Http-known-device=${"A".repeat(4000)}`])(
	"T2 a cookie that isn't ours recognises nobody: %s",
	async (header) => {
		const { recognised } = await createKnownDevices({ secrets }).remember("ada", header);
		expect(recognised).toBe(false);
	},
);
