import { pagesSessions } from "@sojourn/adapter-next/pages";
import type { GetServerSideProps } from "next";
import { played } from "../lib/played";

export default function Page({ visits }: { visits: number }) {
	return <output>{visits}</output>;
}

export const getServerSideProps: GetServerSideProps = (context) => {
	const { sessions, options } = played();
	return pagesSessions(sessions, options).serverSideProps(async (session, { query }) => {
		session.data.visits = Number(session.data.visits ?? 0) + 1;
		if ("login" in query) await session.login("ada");
		if ("require" in query) session.require();
		if ("fail" in query) throw new Error("getServerSideProps failed");
		return { props: { visits: Number(session.data.visits) } };
	})(context);
};
