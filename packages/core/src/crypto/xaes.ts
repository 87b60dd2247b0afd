/**
 * The part of XAES-256-GCM that is arithmetic and no cipher: the two blocks that the key of a message is made from.
 * Steps as in "Detailed key derivation algorithm" of https://c2sp.org/XAES-256-GCM.
 */

/**
 * Everything in the two blocks but the nonce (steps 2 to 4), to be worked out once a key.
 *
 * @param l - AES-256 of sixteen zero bytes under the key (step 1).
 * @returns 32 bytes: `(M1 ⊕ K1) ‖ (M2 ⊕ K1)` for a nonce of zeros.
 */
export function derivationTemplate(l: Uint8Array): Uint8Array {
	const prefix = [0, 0, 0x58, 0];
	const template = new Uint8Array(32);
	// K1 is L doubled in GF(2^128), as for AES-CMAC (NIST SP 800-38B, 6.1).
	let carry = (l[0] as number) >> 7 ? 0x87 : 0;
	for (let i = 15; i >= 0; i--) {
		const byte = l[i] as number;
		template[i] = template[i + 16] = (byte << 1) ^ carry ^ (prefix[i] ?? 0);
		carry = byte >> 7;
	}
	// The counters: 1 in the first block, 2 in the second.
	template[1] = (template[1] as number) ^ 1;
	template[17] = (template[17] as number) ^ 2;
	return template;
}

/**
 * The two blocks (steps 3 to 5): encrypted with AES-256 under the key, each is half of the message's key.
 *
 * @param nonce - 24 bytes, of which the first 12 are taken.
 */
export function derivationBlocks(template: Uint8Array, nonce: Uint8Array): Uint8Array {
	const blocks = template.slice();
	for (let i = 0; i < 12; i++) {
		const byte = nonce[i] as number;
		blocks[i + 4] = (blocks[i + 4] as number) ^ byte;
		blocks[i + 20] = (blocks[i + 20] as number) ^ byte;
	}
	return blocks;
}
