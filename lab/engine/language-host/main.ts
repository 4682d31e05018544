import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { endWithEngine } from "./end-with-engine";
import { languageRuntime } from "./language-runtime";
import { largestMessage } from "./messages";

/**
 * Pulumi's language host for Node: the engine starts it, reads its port from the first line of output, and asks it to run
 * programs and policy packs.
 *
 * It does what the vendor's host does (sdk/nodejs/cmd/pulumi-language-nodejs in pulumi/pulumi), which is a Go binary that no
 * package registry serves. What nobody asks for here is left out and answered with UNIMPLEMENTED: code generation, templates,
 * packing, debuggers.
 *
 * @param args The engine's: flags such as `--tracing=URL`, then the engine's address.
 */
export function main(args: readonly string[]): void {
  const { engineAddress, tracing } = readArguments(args);
  const server = new grpc.Server({
    "grpc.max_receive_message_length": largestMessage,
    "grpc.max_send_message_length": largestMessage,
  });
  server.addService(LanguageRuntimeService, languageRuntime({ engineAddress, tracing }));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) {
      process.stderr.write(`The language host cannot listen on 127.0.0.1: ${error.message}\n`);
      process.exit(1);
    }
    process.stdout.write(`${port}\n`);
    endWithEngine();
  });
}

/** Flags are written as Go writes them: `--name=value`, `-name value`, or alone; the engine's address is the last argument. */
function readArguments(args: readonly string[]): { engineAddress: string; tracing: string } {
  const position = args.findIndex((argument) => /^--?tracing(=|$)/.test(argument));
  const flag = args[position];
  const tracing = flag?.includes("=") ? flag.slice(flag.indexOf("=") + 1) : position < 0 ? "" : args[position + 1];
  return { engineAddress: args.at(-1) ?? "", tracing: tracing ?? "" };
}
