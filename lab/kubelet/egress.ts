import * as fs from "node:fs";
import * as http from "node:http";
import * as net from "node:net";
import type { Duplex } from "node:stream";
import type { V1EndpointSlice, V1Service } from "@kubernetes/client-node";

/** What the way from the API server into the cluster is found by. */
export interface Directory {
  services(): readonly V1Service[];
  /** The slices of a Service. */
  slices(namespace: string, service: string): readonly V1EndpointSlice[];
  /** The address on this machine of a pod that runs here, by its address in the cluster. */
  hereOf(address: string): string | undefined;
}

/** A place to connect to. */
export interface Target {
  host: string;
  port: number;
}

/**
 * Where a connection of the API server goes on this machine: a Service's address leads to one of its ready pods, as kube-proxy
 * does it, a pod's address to where the pod listens, and an address of this machine to itself.
 *
 * @param choose A number from 0 up to and without its argument.
 * @returns Why there is nothing, in words, or the place.
 */
export function targetOf(
  { host, port }: Target,
  directory: Directory,
  choose: (count: number) => number,
): Target | string {
  const service = directory.services().find(({ spec }) => spec?.clusterIP === host);
  if (service === undefined) return podTarget({ host, port }, directory);
  const { name = "", namespace = "" } = service.metadata ?? {};
  const served = service.spec?.ports?.find((one) => one.port === port);
  if (served === undefined) return `Service ${namespace}/${name} has no port ${port}`;
  const pods = directory.slices(namespace, name).flatMap(({ endpoints, ports }) => {
    // A slice's port has the Service's name for it, and the number that the pods listen on.
    const listening = ports?.find((one) => (one.name ?? "") === (served.name ?? ""))?.port;
    const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
    return listening === undefined
      ? []
      : ready.flatMap(({ addresses }) => addresses.map((address) => ({ host: address, port: listening })));
  });
  const pod = pods[choose(pods.length)];
  return pod === undefined ? `Service ${namespace}/${name} has no ready pod` : podTarget(pod, directory);
}

function podTarget({ host, port }: Target, directory: Directory): Target | string {
  const here = directory.hereOf(host) ?? host;
  // Nothing leaves the machine: what is not here is a pod of kwok's, behind which there is nothing.
  return here.startsWith("127.") ? { host: here, port } : `${host} is no pod that runs here`;
}

/**
 * The API server's way into the cluster, to webhooks for example. It asks a proxy for it, over a socket and with HTTP's CONNECT,
 * as it does on hosted control planes whose network is not that of the pods. So Services work without kube-proxy, without
 * rights to low ports and without a route of this machine.
 *
 * Source: https://kubernetes.io/docs/tasks/extend-kubernetes/setup-konnectivity/
 *
 * @param socket Path of the socket that the API server was told.
 * @returns Ends it.
 */
export async function startEgress(
  socket: string,
  directory: Directory,
  report: (line: string) => void,
): Promise<() => void> {
  fs.rmSync(socket, { force: true });
  const server = http.createServer((_request, response) => response.writeHead(405).end());
  const open = new Set<Duplex>();
  server.on("connect", (request: http.IncomingMessage, client: Duplex, head: Buffer) => {
    const { hostname, port } = new URL(`tcp://${request.url}`);
    const target = targetOf({ host: hostname, port: Number(port) }, directory, (count) =>
      Math.floor(Math.random() * count),
    );
    if (typeof target === "string") {
      report(`the API server asked for ${request.url}: ${target}`);
      client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      return;
    }
    const pod = net.connect(target);
    open.add(client).add(pod);
    const close = (): void => {
      for (const end of [client, pod]) {
        end.destroy();
        open.delete(end);
      }
    };
    pod.once("connect", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      pod.write(head);
      pod.pipe(client);
      client.pipe(pod);
    });
    // Before the connection stands, closing it tells the API server as much as an answer would.
    for (const end of [client, pod]) end.once("error", close).once("close", close);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, resolve);
  });
  return () => {
    server.close();
    for (const end of open) end.destroy();
  };
}
