import { test } from "node:test";
import { cases } from "./cases.ts";

for (const { name, run } of cases) test(name, run);
