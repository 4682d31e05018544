/**
 * What every client of a command gets: the SDK's own credentials, AWS_ENDPOINT_URL and retries, in one region.
 *
 * @param region For example `"eu-west-1"`.
 */
export function clientOptions(region: string): { region: string } {
  // The SDK tells readers of any command which Node its future versions want. package.json pins the version that runs here.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return { region };
}
