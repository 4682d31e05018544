import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PartialFailure, ProviderError, WireError, wireError } from "../core/errors";
import { failures, nameFromUrn, typeFromUrn } from "../core/responses";
import { type Decoded, decode, encode, secretTexts } from "../core/values";
import { construct } from "./components";
import { configurationProblems, diffConfiguration } from "./configuration";
import { InitializationError } from "./handler";
import type { Autonaming } from "./naming";
import { openProvider, type Provider } from "./provider";
import { differenceResponse } from "./responses";
import { asKubernetes, secretsOf } from "./values";

/** What every request about one resource says. */
interface ResourceRequest {
  getUrn(): string;
  getType(): string;
}

const modes: Autonaming["mode"][] = ["propose", "enforce", "disable"];

/**
 * Speaks the engine's ResourceProvider protocol.
 *
 * @param version The version of the vendor's package that it stands in for.
 */
export function kubernetesService(version: string): UntypedServiceImplementation {
  const aborter = new AbortController();
  let configured: Provider | undefined;

  function provider(): Provider {
    if (!configured) throw new ProviderError("the provider kubernetes was asked before it was configured");
    return configured;
  }

  return {
    getPluginInfo: plain(() => new plugin.PluginInfo().setVersion(version)),
    getSchema: plain(() => new rpc.GetSchemaResponse().setSchema(JSON.stringify({ name: "kubernetes", version }))),
    attach: plain(() => new Empty()),
    cancel: plain(() => {
      aborter.abort();
      return new Empty();
    }),

    checkConfig: plain((request: rpc.CheckRequest) => {
      const problems = configurationProblems(decode(request.getNews()).values);
      return new rpc.CheckResponse().setInputs(request.getNews()).setFailuresList(failures(problems));
    }),
    diffConfig: plain((request: rpc.DiffRequest) => {
      const { changed, replaces } = diffConfiguration(
        decode(request.getOlds()).values,
        decode(request.getNews()).values,
      );
      const changes = changed.map((name) => ({
        path: [name],
        kind: "update" as const,
        replace: replaces.includes(name),
      }));
      return differenceResponse({ changes, replaces: [], deleteFirst: false });
    }),
    configure: plain((request: rpc.ConfigureRequest) => {
      const args = decode(request.getArgs());
      try {
        configured = openProvider(args.values);
      } catch (error) {
        throw wireError(error, { what: "configure the provider kubernetes", hide: secretTexts(args) });
      }
      return new rpc.ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setAcceptresources(false)
        .setAcceptoutputs(false);
    }),
    invoke: plain((request: rpc.InvokeRequest) => {
      throw new ProviderError(
        `the lab does not carry out the function ${request.getTok()}: leave it out in the lab, or add it to lab/providers/kubernetes`,
      );
    }),

    check: about("check", newsAndOlds, async (request: rpc.CheckRequest, [news, olds]) => {
      const urn = request.getUrn();
      const autonaming = request.getAutonaming();
      const name = {
        urn,
        seed: request.getRandomseed_asU8(),
        ...(autonaming && {
          autonaming: { mode: modes[autonaming.getMode()]!, proposedName: autonaming.getProposedName() },
        }),
      };
      const handler = provider().handlerOf(typeOf(request));
      const { inputs, secrets, problems } = await handler.check(news!, olds, typeOf(request), name);
      return new rpc.CheckResponse().setInputs(encode(inputs, secrets)).setFailuresList(failures(problems));
    }),
    diff: about("compare", newsAndOlds, async (request: rpc.DiffRequest, [news, olds]) => {
      const handler = provider().handlerOf(typeOf(request));
      return differenceResponse(await handler.diff(olds!, news!, request.getIgnorechangesList()));
    }),
    create: about("create", properties, async (request: rpc.CreateRequest, [inputs]) => {
      const written = await provider().handlerOf(typeOf(request)).create(inputs!, callOf(request));
      return new rpc.CreateResponse().setId(written.id).setProperties(encode(written.state, written.secrets));
    }),
    read: about("read", inputsAndProperties, async (request: rpc.ReadRequest, [inputs, state]) => {
      const type = typeOf(request);
      const found = await provider().handlerOf(type).read(request.getId(), type, state!, inputs!);
      if (!found) return new rpc.ReadResponse();
      return new rpc.ReadResponse()
        .setId(found.id)
        .setProperties(encode(found.state, found.secrets))
        .setInputs(encode(found.inputs, found.inputSecrets));
    }),
    update: about("update", newsAndOlds, async (request: rpc.UpdateRequest, [news, olds]) => {
      const handler = provider().handlerOf(typeOf(request));
      const ignored = request.getIgnorechangesList();
      const written = await handler.update(request.getId(), olds!, news!, ignored, callOf(request));
      return new rpc.UpdateResponse().setProperties(encode(written.state, written.secrets));
    }),
    delete: about("delete", properties, async (request: rpc.DeleteRequest, [state]) => {
      const call = { ...callOf(request), preview: false };
      await provider().handlerOf(typeOf(request)).delete(request.getId(), state!, call);
      return new Empty();
    }),
    construct: plain(async (request: rpc.ConstructRequest) => {
      const hide = secretTexts(decode(request.getInputs()));
      try {
        return await construct(request, provider(), version);
      } catch (error) {
        throw wireError(error, { what: `expand ${request.getType()} "${request.getName()}"`, hide });
      }
    }),
  };

  function callOf(request: ResourceRequest & { getTimeout(): number; getPreview?(): boolean }) {
    const urn = request.getUrn();
    const preview = request.getPreview?.() === true;
    return { urn, name: nameFromUrn(urn), timeout: request.getTimeout(), signal: aborter.signal, preview };
  }
}

/** Carries out one request about a resource; whatever it throws becomes an error that names the resource and no secret. */
function about<Request extends ResourceRequest, Response>(
  verb: string,
  known: (request: Request) => Decoded[],
  handler: (request: Request, known: Decoded[]) => Promise<Response>,
) {
  return unary<Request, Response>(
    (request) => handler(request, known(request)),
    (error, request) => {
      const decoded = known(request);
      const hide = decoded.flatMap((one) => secretTexts({ ...one, secrets: secretsOf(asKubernetes(one.values), one) }));
      const encoded = hide.map((text) => Buffer.from(text, "utf8").toString("base64"));
      const what = `${verb} ${typeOf(request)} "${nameFromUrn(request.getUrn())}"`;
      if (!(error instanceof InitializationError)) return wireError(error, { what, hide: [...hide, ...encoded] });
      const { id, state, secrets } = error.written;
      const failure = new PartialFailure(id, state, [error.message]);
      return wireError(failure, { what, hide: [...hide, ...encoded], secrets, inputs: decoded[0]?.values ?? {} });
    },
  );
}

const newsAndOlds = (request: rpc.CheckRequest | rpc.DiffRequest | rpc.UpdateRequest): Decoded[] => [
  decode(request.getNews()),
  decode(request.getOlds()),
];
const properties = (request: rpc.CreateRequest | rpc.DeleteRequest): Decoded[] => [decode(request.getProperties())];
const inputsAndProperties = (request: rpc.ReadRequest): Decoded[] => [
  decode(request.getInputs()),
  decode(request.getProperties()),
];

function typeOf(request: ResourceRequest): string {
  return request.getType() || typeFromUrn(request.getUrn());
}

function plain<Request, Response>(handler: (request: Request) => Response | Promise<Response>) {
  return unary(handler, (error) =>
    error instanceof WireError ? error : wireError(error, { what: "provider kubernetes", hide: [] }),
  );
}

function unary<Request, Response>(
  handler: (request: Request) => Response | Promise<Response>,
  failed: (error: unknown, request: Request) => WireError,
) {
  return (call: ServerUnaryCall<Request, Response>, answer: sendUnaryData<Response>): void => {
    void Promise.resolve(call.request)
      .then(handler)
      .then(
        (response) => answer(null, response),
        (error: unknown) => answer(failed(error, call.request)),
      );
  };
}
