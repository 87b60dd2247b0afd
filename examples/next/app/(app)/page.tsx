import Link from "next/link";
import { getSession } from "@/lib/session";

export default async function Home() {
	const { userId } = await getSession();
	return (
		<>
			<h1>Notes</h1>
			{userId === null ? <Link href="/login">Log in</Link> : <p>Hello, {userId}.</p>}
		</>
	);
}
