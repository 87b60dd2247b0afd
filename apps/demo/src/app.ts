/** The Express application: what a request passes, in order. */

import { session as sessionMiddleware } from "@sojourn/adapter-express";
import express, { type Express } from "express";
import { assets } from "./assets.ts";
import type { Config } from "./config.ts";
import { parseBody } from "./input.ts";
import { notFound, problems } from "./problems.ts";
import { activityRoutes } from "./routes/activity.ts";
import { backChannelRoutes } from "./routes/back-channel.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { homeRoutes } from "./routes/home.ts";
import { loginRoutes } from "./routes/login.ts";
import { meRoutes } from "./routes/me.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { noticeRoutes } from "./routes/notices.ts";
import { registerRoutes } from "./routes/register.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { signInRoutes } from "./routes/sign-in.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import type { Backend, Services } from "./services.ts";

export function createApp(config: Config, backend: Backend): Express {
	const { provider } = backend;
	const session = sessionMiddleware(backend.sessions, {
		// Browsers that send no Fetch Metadata (over plain http, from another device) then name our own origin with forms,
		// by which they are told from forms of other sites. With "no-referrer" they'd say `Origin: null`.
		headers: {
			"Referrer-Policy": "same-origin",
			// Signing out leads on to the provider.
			...(provider && { csp: { "form-action": ["'self'", new URL(provider.issuer).origin] } }),
		},
	});
	const services: Services = { ...backend, session, now: config.now ?? Date.now };
	const app = express();
	app.disable("x-powered-by");
	app.set("trust proxy", config.trustProxy);

	app.use("/assets", assets());
	app.use(metricsRoutes(backend.figures, config.metricsToken));
	if (provider !== null) app.use(backChannelRoutes(provider));
	app.use(session);
	app.use(...parseBody);

	app.use(homeRoutes(services));
	app.use(registerRoutes(services));
	app.use(loginRoutes(services));
	if (provider !== null) app.use(signInRoutes(services, provider), tokenRoutes(services, provider));
	app.use(meRoutes(services));
	app.use(deviceRoutes(services));
	app.use(noticeRoutes(services));
	app.use(activityRoutes(services));
	app.use(settingsRoutes(services));

	app.use(notFound);
	app.use(problems(services));
	return app;
}
