/** @sojourn/guard/client: for the browser. */

export { describeDevice, reportDevice } from "./report-device.ts";
