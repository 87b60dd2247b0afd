/** @sojourn/tokens/issuer: access and refresh tokens of your own, by name. */

export {};
