/** The slot of a hash tag in a Redis Cluster: CRC-16/XMODEM modulo 16384 (Redis Cluster specification). */
export function slotOf(tag: string): number {
	let crc = 0;
	for (let index = 0; index < tag.length; index++) {
		crc ^= tag.charCodeAt(index) << 8;
		for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
	}
	return crc & 0x3fff;
}
