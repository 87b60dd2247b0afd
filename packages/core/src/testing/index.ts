/** Suites that hold stores and adapters to their contracts, for any test runner. */

export { ContractError } from "./assert.ts";
export type {
	ContractApp,
	ContractContext,
	ContractData,
	ContractReply,
	ContractRoute,
	URLSearchParamsLike,
} from "./http/app.ts";
export type { HttpContractOptions } from "./http/scene.ts";
export type { HttpClient, HttpRequest, HttpResponse } from "./http/visitor.ts";
export { httpContract } from "./http-contract.ts";
export { sampleId, sampleRecord, sampleUser } from "./sample-record.ts";
export type { StoreCapability } from "./store/world.ts";
export { type ContractCase, type OpenStore, type StoreContractOptions, storeContract } from "./store-contract.ts";
