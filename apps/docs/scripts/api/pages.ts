/** Which page of the reference explains which names: by the files that declare them. */

import { adapterPages } from "./adapter-pages.ts";
import { corePages } from "./core-pages.ts";
import type { ApiPage } from "./page.ts";
import { powerPages } from "./power-pages.ts";
import { storePages } from "./store-pages.ts";
import { tokenPages } from "./token-pages.ts";

export const apiPages: readonly ApiPage[] = [
	...corePages,
	...adapterPages,
	...storePages,
	...powerPages,
	...tokenPages,
];
