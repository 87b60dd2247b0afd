/** Koa 2, installed beside 3. What the tests use of it is the same. */
declare module "koa2" {
	import Koa from "koa";

	export default Koa;
}
