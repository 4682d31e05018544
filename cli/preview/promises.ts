import { createRequire } from "node:module";

/** What the SDK does with every promise that it makes; its types are the SDK's own. */
interface Debugging {
  debuggablePromise: (promise: Promise<unknown>, context: unknown) => Promise<unknown>;
  debugPromiseLeaks: boolean;
}

/**
 * Keeps the SDK from noting a stack at every promise, of which it makes several for each input of each resource. It shows them only where
 * `PULUMI_DEBUG_PROMISE_LEAKS` is set; making and keeping them took a third of the time of a preview of thousands of resources.
 */
export function leavePromisesUntraced(): void {
  // The SDK reaches the function through this very object.
  const sdk = createRequire(__filename)("@pulumi/pulumi/runtime/debuggable") as Debugging;
  if (sdk.debugPromiseLeaks) return;
  const { debuggablePromise } = sdk;
  sdk.debuggablePromise = (promise, context) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}
