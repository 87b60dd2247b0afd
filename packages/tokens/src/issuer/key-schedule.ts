/** When keys are published, sign and are given up: pure. */

/** Times are milliseconds since the epoch. */
export interface KeyTimes {
	/** It signs from then on. It is published earlier, so that every verifier knows it by then. */
	readonly signsFrom: number;
	/** The next key signs from then on. */
	readonly signsUntil: number;
	/** Everything that it signed has expired by then. */
	readonly verifiesUntil: number;
}

/** In milliseconds. */
export interface KeySchedule {
	readonly rotateEvery: number;
	/** How long before it signs a key is published, and how long after it signed it still verifies. */
	readonly overlap: number;
}

/** What is due: which keys are kept, and the times of the key to be made now, if any. */
export interface DueKeys<Key extends KeyTimes> {
	readonly kept: readonly Key[];
	readonly next: KeyTimes | null;
}

/** What has to be done with keys at some time. */
export function dueKeys<Key extends KeyTimes>(keys: readonly Key[], now: number, schedule: KeySchedule): DueKeys<Key> {
	const kept = keys.filter(({ verifiesUntil }) => now < verifiesUntil);
	const last = Math.max(...kept.map(({ signsUntil }) => signsUntil));
	if (now < last - schedule.overlap) return { kept, next: null };
	const signsFrom = Math.max(last, now);
	const signsUntil = signsFrom + schedule.rotateEvery;
	return { kept, next: { signsFrom, signsUntil, verifiesUntil: signsUntil + schedule.overlap } };
}

/** When {@link dueKeys} will next have something to do, if it has been done now. */
export function nextDue(keys: readonly KeyTimes[], { overlap }: KeySchedule): number {
	const expiries = keys.map(({ verifiesUntil }) => verifiesUntil);
	return Math.min(Math.max(...keys.map(({ signsUntil }) => signsUntil)) - overlap, ...expiries);
}

/** The key that signs: of those whose time has come, the newest. By a clock that is behind, the oldest of all. */
export function signingAt<Key extends KeyTimes>(keys: readonly Key[], now: number): Key | undefined {
	const [oldest, ...newer] = keys.filter(({ verifiesUntil }) => now < verifiesUntil).sort(bySignsFrom);
	return newer.findLast(({ signsFrom }) => signsFrom <= now) ?? oldest;
}

function bySignsFrom(a: KeyTimes, b: KeyTimes): number {
	return a.signsFrom - b.signsFrom;
}
