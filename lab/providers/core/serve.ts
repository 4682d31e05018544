import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { ProviderDefinition } from "./resource-type";
import { providerService } from "./service";

/** A charts' manifests and a policy's document pass in one message; gRPC's own limit is four mebibytes. */
const largestMessage = 400 * 1024 * 1024;

/** A provider that listens. */
export interface Serving {
  /** Port on the loopback interface. */
  port: number;
  /** Takes no more requests. */
  stop(): void;
}

/** Starts a provider of the lab on a free loopback port. */
export function startProvider<Context>(definition: ProviderDefinition<Context>): Promise<Serving> {
  return startService(providerService(definition));
}

/** Starts a provider that speaks the protocol by itself, because its resources are not of fixed types. */
export function startService(service: UntypedServiceImplementation): Promise<Serving> {
  const server = new Server({
    "grpc.max_receive_message_length": largestMessage,
    "grpc.max_send_message_length": largestMessage,
  });
  server.addService(ResourceProviderService, service);
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve({ port, stop: () => server.forceShutdown() });
    });
  });
}

/**
 * What a provider's executable does: it prints its port, alone on the first line, and serves until the engine ends it.
 * Standard output belongs to the engine from then on; whatever a library prints goes to standard error.
 */
export async function serveProvider<Context>(definition: ProviderDefinition<Context>): Promise<void> {
  await serveService(providerService(definition));
}

/** The same for a provider that speaks the protocol by itself. */
export async function serveService(service: UntypedServiceImplementation): Promise<void> {
  const { port } = await startService(service);
  process.stdout.write(`${port}\n`);
  console.log = console.error;
  endWithEngine();
}

/** An engine that is killed tells nobody, and a provider without an engine would stay for ever. */
function endWithEngine(): void {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(0);
  }, 1000).unref();
}
