import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeClient } from "./device.ts";

const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const iosKit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)";
const android = "Mozilla/5.0 (Linux; Android 10; K)";
const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const linux = "Mozilla/5.0 (X11; Linux x86_64)";

const desktops: [userAgent: string, label: string][] = [
	[`${windows} ${webkit} Chrome/139.0.0.0 Safari/537.36`, "Chrome on Windows"],
	[`Mozilla/5.0 (Windows NT 6.1; WOW64) ${webkit} Chrome/49.0.2623.112 Safari/537.36`, "Chrome on Windows"],
	[`${mac} ${webkit} Chrome/139.0.0.0 Safari/537.36`, "Chrome on macOS"],
	[`${linux} ${webkit} Chrome/139.0.0.0 Safari/537.36`, "Chrome on Linux"],
	[`${linux} ${webkit} Ubuntu Chromium/79.0.3945.79 Chrome/79.0.3945.79 Safari/537.36`, "Chromium on Linux"],
	[`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/138.0.0.0 Safari/537.36`, "Chrome on ChromeOS"],
	[`${linux} ${webkit} HeadlessChrome/139.0.0.0 Safari/537.36`, "HeadlessChrome on Linux"],
	[`${windows} ${webkit} Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0`, "Edge on Windows"],
	[`${windows} ${webkit} Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763`, "Edge on Windows"],
	[`${windows} ${webkit} Chrome/138.0.0.0 Safari/537.36 OPR/122.0.0.0`, "Opera on Windows"],
	["Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18", "Opera on Windows"],
	[`${windows} ${webkit} Chrome/132.0.0.0 YaBrowser/25.2.0.0 Safari/537.36`, "YaBrowser on Windows"],
	[`${windows} ${webkit} Chrome/138.0.0.0 Safari/537.36 Vivaldi/7.5.3735.54`, "Vivaldi on Windows"],
	[`${windows} ${webkit} Slack/4.38.125 Chrome/124.0.6367.207 Electron/30.0.6 Safari/537.36`, "Slack on Windows"],
	[`${mac} ${iosKit} Version/18.5 Safari/605.1.15`, "Safari on macOS"],
	[`${mac} ${iosKit} Version/17.6 Safari/605.1.15 Ddg/17.6`, "Ddg on macOS"],
	["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:141.0) Gecko/20100101 Firefox/141.0", "Firefox on macOS"],
	["Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0", "Firefox on Linux"],
	["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0", "Firefox on Windows"],
	["Mozilla/5.0 (X11; FreeBSD amd64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on FreeBSD"],
	["Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "Unknown browser on Windows"],
	["Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)", "Unknown browser on Windows"],
	[`Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) ${webkit} 76.0.3809.146/6.0 TV Safari/537.36`, "Safari"],
	[`Mozilla/5.0 (Web0S; Linux/SmartTV) ${webkit} Chrome/94.0.4606.128 Safari/537.36 WebAppManager`, "Chrome on Linux"],
	[
		`${windows.slice(0, -1)}; Xbox; Xbox One) ${webkit} Chrome/44.0.2403.119 Safari/537.36 Edge/12.10240`,
		"Edge on Windows",
	],
	[
		"Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15",
		"Safari",
	],
];

const handhelds: [userAgent: string, label: string][] = [
	[`${iphone} ${iosKit} Version/17.5 Mobile/15E148 Safari/604.1`, "Safari on iOS"],
	[`${iphone} ${iosKit} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`, "Chrome on iOS"],
	[`${iphone} ${iosKit} FxiOS/128.0 Mobile/15E148 Safari/605.1.15`, "Firefox on iOS"],
	[`${iphone} ${iosKit} Version/17.0 EdgiOS/126.0.2592.56 Mobile/15E148 Safari/605.1.15`, "Edge on iOS"],
	[`${iphone} ${iosKit} Version/17.5 Mobile/15E148 Safari/604.1 OPT/4.9.1`, "Opera on iOS"],
	[`${iphone} ${iosKit} GSA/323.0.647062479 Mobile/15E148 Safari/604.1`, "GSA on iOS"],
	[`${iphone} ${iosKit} Mobile/15E148`, "Web view on iOS"],
	[`${iphone} ${iosKit} Mobile/15E148 [FBAN/FBIOS;FBAV/470.0.0.40.107;FBDV/iPhone15,2]`, "Web view on iOS"],
	[`${iphone} ${iosKit} Mobile/15E148 Instagram 338.0.0.22.113 (iPhone15,2; iOS 17_5)`, "Web view on iOS"],
	[`${iphone} ${iosKit} Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI`, "MicroMessenger on iOS"],
	[
		"Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1",
		"Safari on iPadOS",
	],
	[`${mac} ${iosKit} CriOS/126 Version/11.1.1 Safari/605.1.15`, "Chrome on iPadOS"],
	[`${android} ${webkit} Chrome/139.0.0.0 Mobile Safari/537.36`, "Chrome on Android"],
	[`Mozilla/5.0 (Linux; Android 13; SM-X906C) ${webkit} Chrome/119.0.0.0 Safari/537.36`, "Chrome on Android"],
	[
		`Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) ${webkit} Chrome/119.0.0.0 Mobile Safari/537.36`,
		"Chrome on Android",
	],
	[`${android} ${webkit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`, "Samsung Internet on Android"],
	[`${android} ${webkit} Chrome/139.0.0.0 Mobile Safari/537.36 EdgA/139.0.0.0`, "Edge on Android"],
	[`${android} ${webkit} Chrome/138.0.0.0 Mobile Safari/537.36 OPR/91.0.0.0`, "Opera on Android"],
	["Mozilla/5.0 (Android 14; Mobile; rv:141.0) Gecko/141.0 Firefox/141.0", "Firefox on Android"],
	[
		`Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP1A; wv) ${webkit} Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36`,
		"Web view on Android",
	],
	[
		`Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP1A; wv) ${webkit} Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 Instagram 334.0.0.42.95 Android`,
		"Web view on Android",
	],
	["Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7 Build/TQ3A.230805.001)", "Dalvik on Android"],
];

const programs: [userAgent: string, label: string][] = [
	["curl/8.9.1", "curl"],
	["Wget/1.24.5", "Wget"],
	["Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.22621.3672", "WindowsPowerShell on Windows"],
	["Mozilla/5.0 (Linux; Ubuntu 22.04; en-US) PowerShell/7.4.2", "PowerShell on Linux"],
	["node", "node"],
	["node-fetch/1.0 (+https://github.com/bitinn/node-fetch)", "node-fetch"],
	["undici", "undici"],
	["axios/1.7.2", "axios"],
	["PostmanRuntime/7.39.0", "PostmanRuntime"],
	["python-requests/2.32.3", "python-requests"],
	["Go-http-client/2.0", "Go-http-client"],
	["okhttp/4.12.0", "okhttp"],
	["Sojourner/3 CFNetwork/1496.0.7 Darwin/23.5.0", "Sojourner"],
	["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Bot"],
	[
		`${linux} ${webkit} Chrome/126.0.0.0 Safari/537.36 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)`,
		"Bot",
	],
	["facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "facebookexternalhit"],
	[linux, "Unknown browser on Linux"],
	["Mozilla/5.0", "Unknown device"],
	["\u00e9\u00e8 who knows", "Unknown device"],
];

describe("describeClient", () => {
	it.each(desktops)("%s", (userAgent, label) => {
		expect(describeClient(userAgent)).toEqual({ label, mobile: false, userAgent });
	});

	it.each(handhelds)("%s", (userAgent, label) => {
		expect(describeClient(userAgent)).toEqual({ label, mobile: true, userAgent });
	});

	it.each(programs)("%s", (userAgent, label) => {
		expect(describeClient(userAgent)).toEqual({ label, mobile: false, userAgent });
	});

	it("calls a client without the header unknown", () => {
		for (const nothing of [undefined, "", "\r\n"]) {
			expect(describeClient(nothing)).toEqual({ label: "Unknown device", mobile: false, userAgent: null });
		}
	});

	it("keeps 512 characters and no control characters", () => {
		const { userAgent } = describeClient(`curl/8\r\nSet-Cookie: a=b\u0000\u0085${"x".repeat(9000)}`);
		expect(userAgent).toMatch(/^curl\/8Set-Cookie: a=bx+$/);
		expect(userAgent?.length).toBeLessThanOrEqual(512);
	});

	it("gives every text a short label", () => {
		const pieces = fc.constantFrom(
			"Android",
			"Macintosh",
			"(iP",
			"Version/",
			"(iPad",
			"Mozilla/5.0",
			" ",
			"/",
			"bot",
			"$1",
		);
		const text = fc.oneof(
			fc.string(),
			fc.array(pieces, { maxLength: 200 }).map((parts) => parts.join("")),
		);
		fc.assert(
			fc.property(text, (header) => {
				const { label } = describeClient(header);
				expect(label.length).toBeGreaterThan(0);
				expect(label.length).toBeLessThanOrEqual(60);
			}),
		);
	});
});
