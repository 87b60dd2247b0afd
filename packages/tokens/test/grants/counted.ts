/** A store or a ledger that notes what is asked of it. */

/** The same object, and the names of the methods that were called since `calls` was emptied. */
export function counted<Target extends object>(target: Target): { readonly target: Target; readonly calls: string[] } {
	const calls: string[] = [];
	const counting = new Proxy(target, {
		get(from, name) {
			const value: unknown = Reflect.get(from, name);
			if (typeof value !== "function") return value;
			return (...parameters: unknown[]) => {
				calls.push(String(name));
				return value.apply(from, parameters);
			};
		},
	});
	return { target: counting, calls };
}
