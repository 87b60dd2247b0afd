import { next } from "../../../lib/sessions";

/** Does what can't be done in a component, and shows what it is told. */
export default async function Page() {
	const session = (await next().getSession()) as unknown as {
		data: { [key: string]: { [key: string]: unknown } };
		login(userId: string): unknown;
	};
	const attempts = [
		() => session.login("eve"),
		() => {
			session.data = {};
		},
		() => {
			session.data.more = {};
		},
		() => {
			(session.data.prefs as { [key: string]: unknown }).theme = "dark";
		},
	];
	const told = attempts.map((attempt) => {
		try {
			attempt();
			return "nothing";
		} catch (error) {
			return (error as Error).message;
		}
	});
	return <output>{told.join(" | ")}</output>;
}
