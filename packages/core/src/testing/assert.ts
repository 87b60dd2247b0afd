/** The few assertions the contract suites need. They run in every runtime and under every test runner. */

/** A contract isn't kept. */
export class ContractError extends Error {
	override readonly name = "ContractError";
}

export function assert(condition: boolean, message: string): asserts condition {
	if (!condition) throw new ContractError(message);
}

/** Compares deeply: arrays by their items, objects by their own keys, everything else by `Object.is`. */
export function equal(actual: unknown, expected: unknown, what: string): void {
	const path = difference(actual, expected, "");
	if (path === null) return;
	throw new ContractError(`${what}: expected ${show(expected)}, got ${show(actual)}${path && ` (differs at ${path})`}`);
}

/** The promise must fail with an error of that `code`. */
export async function rejects(promise: Promise<unknown>, code: string, what: string): Promise<void> {
	let got: unknown;
	try {
		got = await promise;
	} catch (error) {
		equal((error as { code?: unknown } | null)?.code, code, `${what}: the code of the error "${error}"`);
		return;
	}
	throw new ContractError(`${what}: expected an error with the code ${show(code)}, got ${show(got)}`);
}

/** Where two values differ: `null` nowhere, `""` at the top. */
function difference(a: unknown, b: unknown, path: string): string | null {
	if (Object.is(a, b)) return null;
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return path;
	if (Array.isArray(a) !== Array.isArray(b)) return path;
	for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
		if (!Object.hasOwn(a, key) || !Object.hasOwn(b, key)) return `${path}.${key}`;
		const inner = difference(a[key as keyof typeof a], b[key as keyof typeof b], `${path}.${key}`);
		if (inner !== null) return inner;
	}
	return null;
}

function show(value: unknown): string {
	const text = JSON.stringify(value) ?? String(value);
	return text.length > 500 ? `${text.slice(0, 500)}… (${text.length} characters)` : text;
}
