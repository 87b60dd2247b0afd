/** @sojourn/cache: a cache in front of any session store. */

export { type Cached, type CacheOptions, cached } from "./cached.ts";
