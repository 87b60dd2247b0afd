import type { Metadata } from "next";
import { next } from "../../../lib/sessions";

/** Asks for the session four times. */
export default async function Page() {
	const { id, userId, ended } = await next().getSession();
	return (
		<>
			<output>{JSON.stringify({ id, userId, ended: ended?.reason ?? null })}</output>
			<Data />
			<Data />
		</>
	);
}

export async function generateMetadata(): Promise<Metadata> {
	return { title: (await next().getSession()).userId ?? "nobody" };
}

async function Data() {
	return <p>{JSON.stringify((await next().getSession()).data)}</p>;
}
