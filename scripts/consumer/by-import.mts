import * as honoServer from "@hono/node-server";
import koaRouter from "@koa/router";
import * as expressAdapter from "@sojourn/adapter-express";
import * as fetchAdapter from "@sojourn/adapter-fetch";
import * as honoAdapter from "@sojourn/adapter-fetch/hono";
import * as koaAdapter from "@sojourn/adapter-koa";
import * as core from "@sojourn/core";
import express from "express";
import * as hono from "hono";
import koa from "koa";
import { scenario } from "./scenario.mts";

await scenario({
	core,
	expressAdapter,
	express,
	koaAdapter,
	koa,
	koaRouter,
	fetchAdapter,
	honoAdapter,
	hono,
	honoServer,
});
