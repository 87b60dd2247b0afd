/** What a page of the reference is. */

/** A page of the reference. */
export interface ApiPage {
	/** The end of its address: `/reference/<slug>/`. */
	readonly slug: string;
	readonly title: string;
	/** One sentence under the title. */
	readonly description: string;
	/** What it is imported from. */
	readonly module: string;
	/** The entry point, from the repository's folder. */
	readonly entry: string;
	/** The files whose public names it explains, from the entry point's folder; all that no other page of the entry point has, when left out. */
	readonly files?: readonly string[];
	/** Names to begin with; the others follow in the order of the sources. */
	readonly first?: readonly string[];
}
