import type { ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { AnalyzerHandshakeResponse, AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { largestMessage } from "./messages";

type Pack = ChildProcessByStdio<null, Readable, Readable>;
type Reply = grpc.sendUnaryData<Buffer>;

const limits = {
  "grpc.max_receive_message_length": largestMessage,
  "grpc.max_send_message_length": largestMessage,
};

/**
 * Stands between the engine and a policy pack. It takes the stack's configuration (`ConfigureStack`), starts the pack with it
 * in the environment, and from then on hands every call through as bytes.
 */
export class PolicyProxy {
  /** Resolves when the pack has ended by itself. */
  readonly packEnded: Promise<void>;
  private readonly server = new grpc.Server(limits);
  private client: Promise<grpc.Client> | undefined;
  private pack: Pack | undefined;
  private ended: () => void = () => undefined;

  /** @param startPack Starts the pack with these variables added; its first line of output is its port. */
  constructor(private readonly startPack: (environment: Record<string, string>) => Pack) {
    this.packEnded = new Promise((resolve) => (this.ended = resolve));
  }

  /** Starts listening; returns the port. */
  listen(): Promise<number> {
    const methods = Object.entries(AnalyzerService as unknown as grpc.ServiceDefinition);
    const asBytes = methods.map(([name, method]) => [name, { ...method, ...bytes }] as const);
    const handlers = methods.map(([name, { path }]) => [name, this.handler(name, path)] as const);
    this.server.addService(Object.fromEntries(asBytes), Object.fromEntries(handlers));
    return new Promise((resolve, reject) => {
      this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
  }

  /** Ends the pack and the listening. */
  stop(): void {
    this.pack?.kill("SIGKILL");
    void this.client?.then((client) => client.close()).catch(() => undefined);
    this.server.forceShutdown();
  }

  private handler(name: string, path: string): grpc.handleUnaryCall<Buffer, Buffer> {
    if (name === "handshake") {
      return (_, reply) => reply(null, Buffer.from(new AnalyzerHandshakeResponse().serializeBinary()));
    }
    return (call, reply) => {
      const environment = name === "configureStack" ? packEnvironment(call.request) : {};
      this.client ??= this.connect(environment);
      this.client.then(
        (client) => client.makeUnaryRequest(path, identity, identity, call.request, forward(reply)),
        (error: Error) => reply({ code: grpc.status.UNKNOWN, details: error.message }),
      );
    };
  }

  private async connect(environment: Record<string, string>): Promise<grpc.Client> {
    const pack = this.startPack(environment);
    this.pack = pack;
    pack.once("close", this.ended);
    const port = await readPort(pack);
    return new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), limits);
  }
}

const identity = (buffer: Buffer): Buffer => buffer;
const bytes = {
  requestSerialize: identity,
  requestDeserialize: identity,
  responseSerialize: identity,
  responseDeserialize: identity,
};

function forward(reply: Reply): (error: grpc.ServiceError | null, response?: Buffer) => void {
  return (error, response) => (error ? reply({ code: error.code, details: error.details }) : reply(null, response));
}

/** The first line that a pack prints is its port. Why it did not start stands in its error stream, which the engine has. */
function readPort(pack: Pack): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    pack.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const line = /^(\d+)\s*\n/.exec(output);
      if (line) resolve(Number(line[1]));
    });
    pack.once("error", reject);
    pack.once("close", (status) => reject(new Error(`the policy pack ended with exit status ${String(status)}`)));
  });
}

/** What a pack reads while it loads. Source: `RunPlugin` of the vendor's host. */
function packEnvironment(request: Buffer): Record<string, string> {
  const stack = AnalyzerStackConfigureRequest.deserializeBinary(request);
  return {
    PULUMI_NODEJS_ORGANIZATION: stack.getOrganization(),
    PULUMI_NODEJS_PROJECT: stack.getProject(),
    PULUMI_NODEJS_STACK: stack.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(stack.getDryRun()),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(stack.getConfigMap().toObject(false))),
  };
}
