/** The front page's picture: two devices, one of which is being signed out. Its colours are in the stylesheet. */

import { Html } from "./html.ts";

export const illustration =
	new Html(`<svg class="illustration" viewBox="0 0 320 230" aria-hidden="true" focusable="false">
<g class="sheet"><rect x="12" y="14" width="248" height="88" rx="14"/></g>
<rect class="tint" x="30" y="34" width="48" height="48" rx="12"/>
<g class="line"><rect x="43" y="48" width="22" height="15" rx="2"/><path d="M40 69h28"/></g>
<rect class="word" x="94" y="40" width="92" height="10" rx="5"/>
<rect class="tint" x="94" y="60" width="66" height="20" rx="10"/>
<circle class="dot" cx="108" cy="70" r="4"/><rect class="accent" x="118" y="67" width="32" height="6" rx="3"/>
<g class="sheet"><rect x="60" y="124" width="248" height="88" rx="14"/></g>
<rect class="tint" x="78" y="144" width="48" height="48" rx="12"/>
<g class="line"><rect x="94" y="154" width="16" height="28" rx="3"/><path d="M100 177h4"/></g>
<rect class="word" x="142" y="150" width="70" height="10" rx="5"/>
<rect class="faint" x="142" y="172" width="54" height="8" rx="4"/>
<rect class="warning" x="226" y="154" width="64" height="28" rx="9"/>
<g class="leave"><path d="M255 162h-8v12h8"/><path d="M254 168h16m-4-4 4 4-4 4"/></g>
</svg>`);
