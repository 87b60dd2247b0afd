import { endDevice } from "@/app/actions";
import { requireSession, sessions } from "@/lib/session";

export default async function Devices() {
	const { id: current, userId } = await requireSession();
	const { items } = await sessions.list(userId, { current });
	return (
		<>
			<h1>Devices</h1>
			<ul>
				{items.map(({ id, device, lastSeenAt, isCurrent }) => (
					<li key={id}>
						{device.label}, last seen <time>{new Date(lastSeenAt).toISOString().slice(0, 16)}</time>
						{isCurrent ? (
							<b> (this one)</b>
						) : (
							<form action={endDevice.bind(null, id)}>
								<button type="submit">Log out</button>
							</form>
						)}
					</li>
				))}
			</ul>
		</>
	);
}
