import { addNote } from "@/app/actions";
import { acme } from "@/lib/acme";
import { requireSession } from "@/lib/session";

export default async function Account() {
	const session = await requireSession();
	const { data, userId } = session;
	const grants = (await acme?.tokens.describe(session)) ?? [];
	return (
		<>
			<h1>Notes of {userId}</h1>
			{grants.map(({ provider, scope }) => (
				<p key={provider}>
					We may act for you at {provider}: {scope}
				</p>
			))}
			<ul>
				{data.notes?.map((note) => (
					<li key={note}>{note}</li>
				))}
			</ul>
			<form action={addNote}>
				<label>
					Note <input name="note" required />
				</label>
				<button type="submit">Add</button>
			</form>
		</>
	);
}
