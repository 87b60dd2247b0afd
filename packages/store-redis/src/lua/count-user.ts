import { Script } from "../script.ts";
import { prelude } from "./prelude.ts";

/** How many live sessions a user has. KEYS: the user's index. */
export const countUserScript = new Script(`${prelude}
return #sessions(KEYS[1])
`);
