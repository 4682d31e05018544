import { types } from "node:util";

/** Under this name the SDK's proxies answer with what lies behind them (@pulumi/policy/proxy.js and secret.js). */
const proxyTarget = "__getSpecialProxyTarget";

/**
 * What lies behind the proxies that the SDK puts around properties: one for what is not known and, for a remediation, one for
 * what is secret. This leans on the inside of @pulumi/policy, so its version is pinned; test/policies/secret-marks.test.ts
 * says when it breaks.
 */
export function behindProxies(value: object): object {
  let inside = value;
  while (types.isProxy(inside)) inside = Reflect.get(inside, proxyTarget) as object;
  return inside;
}
