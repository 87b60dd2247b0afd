import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import "./style.css";

export const metadata: Metadata = { title: "Notes" };

/** Of all pages, also those that are built beforehand: so it asks for no session. */
export default function RootLayout({ children }: { children: ReactNode }) {
	return (
		<html lang="en">
			<head>
				{/* Not metadata, which may come after the browser has asked for /favicon.ico. */}
				<link rel="icon" href="/icon.svg" />
			</head>
			<body>
				<nav>
					<Link href="/">Home</Link>
					<Link href="/account">Notes</Link>
					<Link href="/devices">Devices</Link>
					<Link href="/about">About</Link>
				</nav>
				<main>{children}</main>
			</body>
		</html>
	);
}
