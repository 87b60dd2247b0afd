/** The applications of all frameworks, and of none, by name. */

import type { RequestListener } from "node:http";

/** Each is loaded only in the processes that run it. */
const frameworks = {
	node: async () => (await import("./node/session-keepers.ts")).nodeApplications,
	express: async () => (await import("./express/session-keepers.ts")).expressApplications,
	koa: async () => (await import("./koa/session-keepers.ts")).koaApplications,
	hono: async () => (await import("./hono/session-keepers.ts")).honoApplications,
	next: async () => (await import("./next/applications.ts")).nextApplications,
};

type Framework = keyof typeof frameworks;
type Applications<Name extends Framework> = Awaited<ReturnType<(typeof frameworks)[Name]>>;

/** A framework, and what keeps the sessions: `koa/bare`. */
export type ServerName = { [Name in Framework]: `${Name}/${keyof Applications<Name> & string}` }[Framework];

/** @param url of the service that its session keeper needs; empty when it needs none */
export async function createApplication(name: ServerName, url: string): Promise<RequestListener> {
	const [framework, keeper] = name.split("/") as [Framework, string];
	const applications: { readonly [name: string]: (url: string) => RequestListener | Promise<RequestListener> } =
		await frameworks[framework]();
	const create = applications[keeper];
	if (create === undefined) throw new RangeError(`There is no application ${name}.`);
	return create(url);
}
