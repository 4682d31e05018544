import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { version } from "@pulumi/pulumi/version";
import { programDependencies, requiredPackages } from "./packages";
import { runPlugin } from "./run-plugin";
import { type Host, runProgram } from "./run-program";

/**
 * What the engine may ask a language host. Proto: `LanguageRuntime`.
 *
 * @param host What the host was started with.
 */
export function languageRuntime(host: Host): grpc.UntypedServiceImplementation {
  const cancelled = new AbortController();
  return {
    handshake: answer<language.LanguageHandshakeRequest, language.LanguageHandshakeResponse>((request) => {
      host.engineAddress = request.getEngineAddress();
      return new language.LanguageHandshakeResponse();
    }),
    getPluginInfo: answer<Empty, PluginInfo>(() => {
      const info = new PluginInfo();
      info.setVersion(version);
      return info;
    }),
    getRequiredPackages: answer<language.GetRequiredPackagesRequest, language.GetRequiredPackagesResponse>(
      (request) => {
        const response = new language.GetRequiredPackagesResponse();
        response.setPackagesList(requiredPackages(request.getInfo()?.getProgramDirectory() ?? process.cwd()));
        return response;
      },
    ),
    getProgramDependencies: answer<language.GetProgramDependenciesRequest, language.GetProgramDependenciesResponse>(
      (request) => {
        const folder = request.getInfo()?.getProgramDirectory() ?? process.cwd();
        const response = new language.GetProgramDependenciesResponse();
        response.setDependenciesList(programDependencies(folder, request.getTransitivedependencies()));
        return response;
      },
    ),
    about: answer<language.AboutRequest, language.AboutResponse>(() => {
      const response = new language.AboutResponse();
      response.setExecutable(process.execPath);
      response.setVersion(process.version);
      return response;
    }),
    runtimeOptionsPrompts: answer<language.RuntimeOptionsRequest, language.RuntimeOptionsResponse>(
      () => new language.RuntimeOptionsResponse(),
    ),
    // The checkout installs its own packages (scripts/install.js), so nothing is left to do.
    installDependencies: (
      call: grpc.ServerWritableStream<language.InstallDependenciesRequest, language.InstallDependenciesResponse>,
    ): void => {
      call.end();
    },
    run: (
      call: grpc.ServerUnaryCall<language.RunRequest, language.RunResponse>,
      reply: grpc.sendUnaryData<language.RunResponse>,
    ): void => {
      const ended = new AbortController();
      call.on("cancelled", () => ended.abort());
      const signal = AbortSignal.any([ended.signal, cancelled.signal]);
      void runProgram(host, call.request, signal).then((response) => reply(null, response));
    },
    runPlugin: (call: grpc.ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>): void => {
      void runPlugin(call, cancelled.signal);
    },
    cancel: answer<Empty, Empty>(() => {
      cancelled.abort();
      return new Empty();
    }),
  };
}

/** A call with one answer; what it throws reaches the engine as its message. */
function answer<Request, Response>(make: (request: Request) => Response): grpc.handleUnaryCall<Request, Response> {
  return (call, reply) => {
    try {
      reply(null, make(call.request));
    } catch (error) {
      reply({ code: grpc.status.UNKNOWN, details: (error as Error).message });
    }
  };
}
