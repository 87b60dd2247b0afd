/** Validation of session data by a Standard Schema (https://standardschema.dev), of which only this much is needed. */

import { InvalidDataError } from "./errors.ts";

/** A schema of any library that implements Standard Schema v1. */
export interface Schema<Data> {
	readonly "~standard": {
		readonly version: 1;
		readonly vendor: string;
		validate(value: unknown): Validation<Data> | Promise<Validation<Data>>;
		readonly types?: { readonly input: unknown; readonly output: Data } | undefined;
	};
}

type PathStep = PropertyKey | { readonly key: PropertyKey };

type Validation<Data> =
	| { readonly value: Data; readonly issues?: undefined }
	| { readonly issues: readonly { readonly message: string; readonly path?: readonly PathStep[] | undefined }[] };

/**
 * The data as the schema gives it back.
 *
 * @throws InvalidDataError for the first issue
 */
export async function validate<Data>(schema: Schema<Data>, data: unknown): Promise<Data> {
	const result = await schema["~standard"].validate(data);
	if (result.issues === undefined) return result.value;
	const [issue] = result.issues;
	const steps = issue?.path?.map((step) => String(typeof step === "object" ? step.key : step)) ?? [];
	throw new InvalidDataError(["data", ...steps].join("."), `doesn't fit the schema: ${issue?.message ?? "refused"}`);
}
