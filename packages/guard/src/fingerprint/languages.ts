/** The languages of an Accept-Language header, as a set: their order and their weights change too easily. */

const maxLanguages = 10;

/** Language tags in lower case (RFC 9110, 12.5.4), sorted, each once; what isn't of that form is left out. */
export function readLanguages(header: string): readonly string[] {
	const tags = header
		.toLowerCase()
		.split(",")
		.map((range) => range.split(";")[0]?.trim() ?? "")
		.filter((tag) => /^[a-z]{1,8}(-[a-z0-9]{1,8}){0,3}$/.test(tag));
	return [...new Set(tags)].sort().slice(0, maxLanguages);
}
