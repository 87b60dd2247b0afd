/** @sojourn/core/node: what adapters of frameworks on `node:http` share. */

export { bindResponse, writeSession, writeStart } from "./bind-response.ts";
export { type Binding, type BindingOptions, createBinding } from "./binding.ts";
export { NodeRequest } from "./node-request.ts";
export { createProxyWarning } from "./proxy-warning.ts";
export { createUpgradeListener, type UpgradeHandler, type UpgradeOptions } from "./upgrade.ts";
