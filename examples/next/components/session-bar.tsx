"use client";

import { useSession } from "@sojourn/adapter-next/client";

/** Who is logged in; follows logins and logouts in other tabs. */
export function SessionBar() {
	const { userId, expiring, stay } = useSession();
	if (userId === null) return <p className="bar">Nobody is logged in.</p>;
	return (
		<div className="bar">
			<p>
				Logged in as <b>{userId}</b>.
			</p>
			{expiring && (
				<button type="button" onClick={stay}>
					You will be logged out soon. Stay?
				</button>
			)}
			<form action="/logout" method="post">
				<button type="submit">Log out</button>
			</form>
		</div>
	);
}
