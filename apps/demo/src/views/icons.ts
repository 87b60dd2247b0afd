/** Pictures that say nothing which the text beside them doesn't. */

import { Html } from "./html.ts";

function icon(paths: string): Html {
	return new Html(
		`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${paths}</svg>`,
	);
}

/** Sojourn's mark: a door that is ajar. */
export const mark = icon(
	'<path d="M5 21V4.5A1.5 1.5 0 0 1 6.5 3h11A1.5 1.5 0 0 1 19 4.5V21"/><path d="M8.5 6.5 14 4.5v16l-5.5-2z" fill="currentColor"/><path d="M3 21h18"/>',
);

export const laptop = icon('<rect x="4.5" y="5" width="15" height="10.5" rx="1.5"/><path d="M2.5 19h19"/>');

export const phone = icon('<rect x="7" y="2.75" width="10" height="18.5" rx="2"/><path d="M11 18.25h2"/>');

export const terminal = icon(
	'<rect x="3" y="4.5" width="18" height="15" rx="2"/><path d="m7 9.5 3 2.5-3 2.5M12.5 15H16"/>',
);
