import type { Server } from "node:http";
import type { Sessions } from "@sojourn/core";
import type { Data } from "./scenario.mts";

export interface ExpressModules {
	readonly expressAdapter: typeof import("@sojourn/adapter-express");
	readonly express: typeof import("express");
}

export function serveExpress({ expressAdapter, express }: ExpressModules, sessions: Sessions<Data>): Server {
	const app = express();
	app.use(expressAdapter.session(sessions));
	app.post("/login", async (req, res) => {
		await req.session.login("ada");
		res.end();
	});
	app.get("/me", expressAdapter.requireSession(), (req, res) => {
		res.send(req.session.userId);
	});
	app.use(expressAdapter.sessionErrors());
	return app.listen(0, "127.0.0.1");
}
