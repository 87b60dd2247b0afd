/** The `Retry-After` header (RFC 9110, section 10.2.3). */

const imfDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** In milliseconds from now, never less than 0; `undefined` when there is none, or it is neither seconds nor a date. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
	const text = header?.trim() ?? "";
	if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
	const date = imfDate.test(text) ? Date.parse(text) : Number.NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
