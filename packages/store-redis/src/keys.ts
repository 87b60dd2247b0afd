/** The names of keys, and which ids and prefixes are fit for them. */

import { ConfigurationError } from "@sojourn/core";

/**
 * An id that a key is made of: characters that mean nothing to Redis, and at least a tag. Core's ids have 26 to 68
 * characters; ids that aren't of this form are those of no session.
 */
export function isStorableId(id: string): boolean {
	return /^[\w-]{4,128}$/.test(id);
}

/**
 * The names of the store's keys. What stands in braces, the first four characters of an id, decides on the slot in a
 * cluster: those of one user's sessions are the same, so that a script reaches all of them.
 */
export class Keys {
	/** Where changes are told. */
	readonly channel: string;
	/** Matches the keys of all sessions. */
	readonly pattern: string;
	readonly #prefix: string;

	/** @throws ConfigurationError for a prefix that could be taken for a pattern or a hash tag */
	constructor(prefix: string) {
		if (!/^[\w.:/@-]{0,100}$/.test(prefix)) {
			throw new ConfigurationError([
				`The prefix ${JSON.stringify(prefix)} won't do: take up to 100 letters, digits and the characters . : / @ _ -`,
			]);
		}
		this.#prefix = prefix;
		this.channel = `${prefix}changed`;
		this.pattern = `${prefix}{????}:s:*`;
	}

	/** What all keys in a tag's slot begin with. */
	base(tag: string): string {
		return `${this.#prefix}{${tag}}:`;
	}

	session(id: string): string {
		return `${this.base(tagOf(id))}s:${id}`;
	}

	/** The id of a session's key. */
	idOf(key: string): string {
		return key.slice(this.session("----").length - 4);
	}

	/** As JSON, so that different ids have different keys even if they aren't well-formed Unicode. */
	user(tag: string, userId: string): string {
		return `${this.base(tag)}u:${JSON.stringify(userId)}`;
	}
}

/** The part of an id that decides where its session is kept. */
export function tagOf(id: string): string {
	return id.slice(0, 4);
}
