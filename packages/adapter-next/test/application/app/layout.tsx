import type { ReactNode } from "react";

/** What is played is set when a test begins: none of this can be rendered when it is built. */
export const dynamic = "force-dynamic";

export default function Layout({ children }: { children: ReactNode }) {
	return (
		<html lang="en">
			<body>{children}</body>
		</html>
	);
}
