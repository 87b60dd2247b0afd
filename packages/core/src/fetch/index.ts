/** @sojourn/core/fetch: what adapters of servers with web requests and responses share. */

export { createExchanges, type Exchange, type ExchangeOptions } from "./exchange.ts";
export { createTranslation, type RequestParts, type TranslateRequest } from "./fetch-request.ts";
export { createForwardedReader, type Forwarded, type TrustProxy } from "./proxies.ts";
export { errorResponse, withHeaders, writeHeaders } from "./respond.ts";
export { safeReturnTo } from "./return-to.ts";
