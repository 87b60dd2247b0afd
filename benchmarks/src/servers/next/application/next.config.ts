import type { NextConfig } from "next";

// No other framework here compresses what it answers.
const config: NextConfig = { poweredByHeader: false, compress: false };

export default config;
