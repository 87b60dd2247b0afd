import { addNote } from "@/app/actions";
import { requireSession } from "@/lib/session";

export default async function Account() {
	const { data, userId } = await requireSession();
	return (
		<>
			<h1>Notes of {userId}</h1>
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
