import * as net from "node:net";
import { LabError } from "../lab-error";

/** Below the ports that systems hand to outgoing connections, so that a part finds its own again after a restart. */
const first = 20_000;
const last = 29_999;

/**
 * A free port on 127.0.0.1 for each name.
 *
 * @param names For example `["etcd", "kube-apiserver"]`.
 * @param former Ports of an earlier start: kept where they are still free.
 * @throws LabError when no port is free.
 */
export async function choosePorts(
  names: readonly string[],
  former: Readonly<Record<string, number>> = {},
): Promise<Record<string, number>> {
  const chosen: Record<string, number> = {};
  // Stages that start at once should not try the same ones.
  let next = first + Math.floor(Math.random() * (last - first));
  for (const name of names) {
    const before = former[name];
    if (before !== undefined && (await isFree(before))) {
      chosen[name] = before;
      continue;
    }
    for (let tried = 0; chosen[name] === undefined; tried++) {
      if (tried > last - first) {
        throw new LabError(`No port from ${first} to ${last} is free on 127.0.0.1.\nFix: stop what listens there.`);
      }
      next = next >= last ? first : next + 1;
      const taken = Object.values(chosen).includes(next) || Object.values(former).includes(next);
      if (!taken && (await isFree(next))) chosen[name] = next;
    }
  }
  return chosen;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
