import type { NextConfig } from "next";

const config: NextConfig = { poweredByHeader: false, skipProxyUrlNormalize: true };

export default config;
