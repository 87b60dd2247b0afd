import type { NextConfig } from "next";

const config: NextConfig = {
	poweredByHeader: false,
	// Shows the proxy which requests are prefetches: those don't keep a session alive.
	skipProxyUrlNormalize: true,
};

export default config;
