/** Of Miniflare, what is used here: its own types want others that aren't installed (tsconfig.test.json leads here). */

interface Options {
	readonly modules: true;
	readonly script: string;
	readonly compatibilityDate: string;
	readonly host: string;
	readonly port: number;
	/** Whether Cloudflare is asked for what it tells of a request. */
	readonly cf: false;
}

export class Miniflare {
	constructor(options: Options);
	readonly ready: Promise<URL>;
	dispose(): Promise<void>;
}
