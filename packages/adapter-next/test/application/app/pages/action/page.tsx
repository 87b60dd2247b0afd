import { next } from "../../../lib/sessions";
import { act } from "./actions";

export default async function Page() {
	const { userId, data } = await next().getSession();
	return (
		<form action={act}>
			<output>{JSON.stringify({ userId, did: data.did ?? null })}</output>
		</form>
	);
}
