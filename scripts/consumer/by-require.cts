const core = require("@sojourn/core");
const expressAdapter = require("@sojourn/adapter-express");
const express = require("express");
const koaAdapter = require("@sojourn/adapter-koa");
const koa = require("koa");
const { default: koaRouter } = require("@koa/router");
const fetchAdapter = require("@sojourn/adapter-fetch");
const honoAdapter = require("@sojourn/adapter-fetch/hono");
const hono = require("hono");
const honoServer = require("@hono/node-server");

import("./scenario.mts").then(({ scenario }) =>
	scenario({ core, expressAdapter, express, koaAdapter, koa, koaRouter, fetchAdapter, honoAdapter, hono, honoServer }),
);
