import { credentials, type Metadata, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import type { ProviderDefinition } from "../../lab/providers/core/resource-type";
import { startProvider } from "../../lab/providers/core/serve";
import { type Decoded, decode, encode, type Path, type Properties } from "../../lab/providers/core/values";

/** Asks a provider as the engine does, over gRPC. */
export interface Asked {
  configure(configuration?: Properties): Promise<void>;
  check(
    inputs: Properties,
    options?: { secrets?: Path[]; olds?: Properties },
  ): Promise<{ inputs: Decoded; failures: string[] }>;
  diff(state: Properties, news: Properties, ignore?: string[]): Promise<rpc.DiffResponse.AsObject>;
  create(
    inputs: Properties,
    options?: { secrets?: Path[]; preview?: boolean },
  ): Promise<{ id: string; state: Decoded }>;
  read(id: string, state?: Properties, inputs?: Properties): Promise<{ id: string; state: Decoded; inputs: Decoded }>;
  update(id: string, state: Properties, news: Properties, options?: { preview?: boolean }): Promise<Decoded>;
  delete(id: string, state: Properties): Promise<void>;
  /** The same client, for another type of resource. */
  of(type: string): Asked;
  stop(): void;
}

type Answer<Response> = (error: ServiceError | null, response: Response) => void;

/** The text of an error as the engine prints it, and the structured part that came with it. */
export interface Refused extends Error {
  details: string;
  metadata: Metadata;
}

/** Starts a provider in this process and asks it about resources of one type, all named `example`. */
export async function ask<Context>(definition: ProviderDefinition<Context>, type: string): Promise<Asked> {
  const serving = await startProvider(definition);
  const client = new ResourceProviderClient(`127.0.0.1:${serving.port}`, credentials.createInsecure());

  function send<Response>(request: (answer: Answer<Response>) => unknown): Promise<Response> {
    return new Promise((resolve, reject) => {
      request((error, response) => (error ? reject(error) : resolve(response)));
    });
  }

  const of = (token: string): Asked => {
    const urn = `urn:pulumi:dev::strongroom::strongroom:index:Parent$${token}::example`;
    return {
      of,
      async configure(configuration = {}) {
        await send<rpc.ConfigureResponse>((answer) =>
          client.configure(new rpc.ConfigureRequest().setArgs(encode(configuration)), answer),
        );
      },
      async check(inputs, { secrets = [], olds = {} } = {}) {
        const request = new rpc.CheckRequest().setUrn(urn).setNews(encode(inputs, secrets)).setOlds(encode(olds));
        const response = await send<rpc.CheckResponse>((answer) => client.check(request, answer));
        const failures = response
          .getFailuresList()
          .map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
        return { inputs: decode(response.getInputs()), failures };
      },
      async diff(state, news, ignore = []) {
        const request = new rpc.DiffRequest().setUrn(urn).setOlds(encode(state)).setNews(encode(news));
        const response = await send<rpc.DiffResponse>((answer) =>
          client.diff(request.setIgnorechangesList(ignore), answer),
        );
        return response.toObject();
      },
      async create(inputs, { secrets = [], preview = false } = {}) {
        const request = new rpc.CreateRequest().setUrn(urn).setProperties(encode(inputs, secrets)).setPreview(preview);
        const response = await send<rpc.CreateResponse>((answer) => client.create(request, answer));
        return { id: response.getId(), state: decode(response.getProperties()) };
      },
      async read(id, state = {}, inputs = {}) {
        const request = new rpc.ReadRequest()
          .setUrn(urn)
          .setId(id)
          .setProperties(encode(state))
          .setInputs(encode(inputs));
        const response = await send<rpc.ReadResponse>((answer) => client.read(request, answer));
        return { id: response.getId(), state: decode(response.getProperties()), inputs: decode(response.getInputs()) };
      },
      async update(id, state, news, { preview = false } = {}) {
        const request = new rpc.UpdateRequest().setUrn(urn).setId(id).setOlds(encode(state)).setNews(encode(news));
        const response = await send<rpc.UpdateResponse>((answer) => client.update(request.setPreview(preview), answer));
        return decode(response.getProperties());
      },
      async delete(id, state) {
        const request = new rpc.DeleteRequest().setUrn(urn).setId(id).setProperties(encode(state));
        await send<unknown>((answer) => client.delete(request, answer));
      },
      stop() {
        client.close();
        serving.stop();
      },
    };
  };
  return of(type);
}
