import { logIn } from "@/app/actions";
import { acme } from "@/lib/acme";

const reasons: { [reason: string]: string } = {
	idle: "You were away for a while.",
	absolute: "It was time to log in again.",
	revoked: "You were logged out from another device.",
	logout: "You logged out.",
	"provider-logout": "You signed out at Acme.",
};

export default async function Login({ searchParams }: PageProps<"/login">) {
	const { reason, returnTo = "/account" } = await searchParams;
	return (
		<>
			<h1>Log in</h1>
			{reasons[String(reason)] && <p role="status">{reasons[String(reason)]}</p>}
			<form action={logIn}>
				<input type="hidden" name="returnTo" value={returnTo} />
				<label>
					Name <input name="user" required autoComplete="username" />
				</label>
				<button type="submit">Log in</button>
			</form>
			{/* No Link: that would be prefetched, and begin a sign-in. */}
			{acme && <a href={`/api/sign-in?${new URLSearchParams({ returnTo: String(returnTo) })}`}>Sign in with Acme</a>}
		</>
	);
}
