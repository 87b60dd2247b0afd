const core = require("@sojourn/core");
const adapter = require("@sojourn/adapter-express");
const express = require("express");

import("./scenario.mts").then(({ scenario }) => scenario({ core, adapter, express }));
