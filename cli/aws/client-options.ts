import { sayAsked } from "../verbose";

/** What the SDK tells of a call. It tells what was sent and answered, too, which is not looked at. */
interface ToldCall {
  clientName?: string;
  commandName?: string;
  error?: { name?: string };
  metadata?: { httpStatusCode?: number; requestId?: string; attempts?: number };
}

/** What every client gets, whatever it is a client of. */
interface ClientOptions {
  region: string;
  logger: typeof logger;
}

/**
 * What every client of a command gets: the SDK's own credentials, AWS_ENDPOINT_URL and retries, in one region.
 *
 * @param region For example `"eu-west-1"`.
 */
export function clientOptions(region: string): ClientOptions {
  // The SDK tells readers of any command which Node its future versions want. package.json pins the version that runs here.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return { region, logger };
}

const ignore = (): void => undefined;
const logger = { trace: ignore, debug: ignore, info: sayCall, warn: ignore, error: sayCall };

function sayCall(told: unknown): void {
  const { clientName = "AWS", commandName = "", error, metadata = {} } = (told ?? {}) as ToldCall;
  const { httpStatusCode, requestId, attempts = 1 } = metadata;
  const parts = [
    error?.name,
    httpStatusCode === undefined ? "no answer" : `status ${httpStatusCode}`,
    requestId && `request ${requestId}`,
    attempts > 1 && `${attempts} attempts`,
  ];
  const outcome = parts.filter((part) => typeof part === "string").join(", ");
  sayAsked(clientName.replace(/Client$/, ""), commandName.replace(/Command$/, ""), outcome);
}
