/** What a browser says in client hints (Sec-CH-UA), which tell more of Chromium's relatives apart than their User-Agent. */

/** A brand that stands in the list so that nobody relies on its form: `"Not)A;Brand"`, `" Not A;Brand"`. */
const decoy = /not[^a-z]*a[^a-z]*brand/i;

/**
 * The brand in `Sec-CH-UA`: `"Brave"`, `"Microsoft Edge"`; `"Chromium"` when there is no other, `null` when the header
 * isn't of that form.
 */
export function readBrand(header: string): string | null {
	const brands = [...header.matchAll(/"([^"\\]{1,40})"\s*;\s*v="/g)]
		.map(([, brand = ""]) => brand)
		.filter((brand) => !decoy.test(brand));
	return brands.find((brand) => brand !== "Chromium") ?? brands[0] ?? null;
}

/** The string in `Sec-CH-UA-Platform`: `"Windows"`, `"macOS"`. */
export function readPlatform(header: string): string | null {
	return /^\s*"([^"\\]{1,40})"\s*$/.exec(header)?.[1] ?? null;
}
