import koaRouter from "@koa/router";
import * as expressAdapter from "@sojourn/adapter-express";
import * as koaAdapter from "@sojourn/adapter-koa";
import * as core from "@sojourn/core";
import express from "express";
import koa from "koa";
import { scenario } from "./scenario.mts";

await scenario({ core, expressAdapter, express, koaAdapter, koa, koaRouter });
