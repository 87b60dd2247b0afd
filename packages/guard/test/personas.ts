/** People who use an application for a month: where they are, with what, and when. */

import type { Random } from "./random.ts";
import { type UserAgentName, userAgents } from "./user-agents.ts";
import { type Client, type Headers, newYork, office, paris, tokyo } from "./world.ts";

const minute = 60_000;

/** A person's day: moves their devices and the clock. */
export type Persona = (day: PersonDay) => Promise<void>;

/** What a persona works with. */
export interface PersonDay {
	readonly random: Random;
	/** From 0. */
	readonly day: number;
	readonly laptop: Client;
	readonly phone: Client;
	/** Minutes later. */
	later(minutes: number): void;
	/** A visit to a guarded page, with a login first where that is needed. */
	visit(client: Client): Promise<void>;
}

/** What a browser sends, with the script's report of its device. */
export function headersOf(userAgent: UserAgentName, report: string, language = "de-DE,de;q=0.9,en;q=0.8"): Headers {
	return { "user-agent": userAgents[userAgent], "accept-language": language, device: report };
}

export const laptopReport = "tz=Europe/Berlin&screen=1440x900&depth=30&platform=MacIntel";
const docked = "tz=Europe/Berlin&screen=2560x1440&depth=24&platform=MacIntel";
export const phoneReport = "tz=Europe/Berlin&screen=390x844&depth=24&platform=iPhone";

/** Browsers update themselves in the middle of the month. */
function update({ day, laptop, phone }: PersonDay): void {
	if (day === 12) laptop.headers = { ...laptop.headers, "user-agent": userAgents.chromeMac141 };
	if (day === 17) phone.headers = { ...phone.headers, "user-agent": userAgents.safariIphone26 };
}

const mobile = (random: Random) => `10.2.${random.between(0, 255)}.${random.between(1, 254)}`;

async function visits(day: PersonDay, client: Client, count: number): Promise<void> {
	for (let i = 0; i < count; i++) {
		await day.visit(client);
		day.later(day.random.between(1, 40));
	}
}

/** Home, train, office with a larger screen, train, home; the phone in the pocket all the time. */
export const commuter: Persona = async (day) => {
	const { random, laptop, phone } = day;
	update(day);
	laptop.ip = phone.ip = "10.1.0.5";
	laptop.headers = { ...laptop.headers, device: laptopReport };
	await visits(day, laptop, 3);
	for (let station = 0; station < 4; station++) {
		phone.ip = mobile(random);
		await visits(day, phone, 1);
	}
	laptop.ip = phone.ip = office;
	laptop.headers = { ...laptop.headers, device: docked };
	for (let task = 0; task < 8; task++) await visits(day, random.chance(0.7) ? laptop : phone, 1);
	phone.ip = mobile(random);
	await visits(day, phone, 2);
	laptop.ip = phone.ip = "10.1.0.5";
	laptop.headers = { ...laptop.headers, device: laptopReport };
	await visits(day, laptop, 3);
};

const cities = [
	{ ip: "10.1.0.5", zone: "Europe/Berlin", hours: 2 },
	{ ip: paris, zone: "Europe/Paris", hours: 3 },
	{ ip: newYork, zone: "America/New_York", hours: 9 },
	{ ip: tokyo, zone: "Asia/Tokyo", hours: 14 },
];

/** Another city every other day, by air; hotel networks, roaming, another time zone, and work as soon as the wheels are down. */
export const traveller: Persona = async (day) => {
	const { random, laptop, phone } = day;
	update(day);
	if (day.day % 2 === 0) {
		const { ip, zone, hours } = random.pick(cities);
		await visits(day, phone, 1);
		if (laptop.ip !== ip) day.later(hours * 60);
		for (const device of [laptop, phone]) {
			device.ip = ip;
			device.headers = {
				...device.headers,
				device: (device === laptop ? laptopReport : phoneReport).replace("Europe/Berlin", zone),
			};
		}
	}
	const network = laptop.ip.split(".").slice(0, 2).join(".");
	for (let meeting = 0; meeting < 6; meeting++) {
		laptop.ip = `${network}.${random.between(0, 20)}.${random.between(1, 254)}`;
		phone.ip = `${network}.${random.between(100, 200)}.${random.between(1, 254)}`;
		await visits(day, random.chance(0.5) ? laptop : phone, 2);
	}
};

const exits = ["10.5.9.9", "10.6.9.9", "10.7.9.9", "10.4.9.9", "10.8.9.9"];

/** At home, behind a tunnel that is switched on, off and to another country several times a day. */
export const vpnUser: Persona = async (day) => {
	const { random, laptop } = day;
	update(day);
	for (let change = 0; change < 5; change++) {
		laptop.ip = random.chance(0.4) ? "10.1.0.5" : random.pick(exits);
		await visits(day, laptop, 3);
	}
};

/** The minutes of a night. */
export const night = 9 * 60 * minute;
