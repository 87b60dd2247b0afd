const core = require("@sojourn/core");
const expressAdapter = require("@sojourn/adapter-express");
const express = require("express");
const koaAdapter = require("@sojourn/adapter-koa");
const koa = require("koa");
const { default: koaRouter } = require("@koa/router");

import("./scenario.mts").then(({ scenario }) =>
	scenario({ core, expressAdapter, express, koaAdapter, koa, koaRouter }),
);
