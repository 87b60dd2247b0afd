/** Express 4, installed beside 5. What the tests use of it is the same. */
declare module "express4" {
	import express from "express";

	export default express;
}
