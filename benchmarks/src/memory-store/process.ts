/** A population in a process of its own: `node process.ts SIZE`. Says when it is filled, then times what it is asked for. */

import { type Question, time } from "./operations.ts";
import { Population } from "./population.ts";

const population = await Population.fill(Number(process.argv[2]));
process.on("message", async (question: Question) => process.send?.(await time(population, question)));
process.on("disconnect", () => process.exit());
process.send?.(0);
