import { next } from "../../../lib/sessions";

export default async function Page() {
	const { userId } = await next().requireSession({ within: "10m" });
	return <output>{userId}</output>;
}
