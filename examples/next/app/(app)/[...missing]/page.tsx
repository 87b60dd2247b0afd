import { notFound } from "next/navigation";

/** Whatever no other page is for. Next's own answer is built beforehand, and couldn't carry the nonce of these paths. */
export default function Missing() {
	notFound();
}
