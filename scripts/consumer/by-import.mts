import * as adapter from "@sojourn/adapter-express";
import * as core from "@sojourn/core";
import express from "express";
import { scenario } from "./scenario.mts";

await scenario({ core, adapter, express });
