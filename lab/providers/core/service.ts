import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { checkInputs } from "./check";
import { difference } from "./diff";
import { ProviderError, WireError, wireError } from "./errors";
import { previewState, readBack, secretPlaces, settledState, withoutDefaults } from "./lifecycle";
import { diffResponse, failures, nameFromUrn, typeFromUrn } from "./responses";
import type { Call, ProviderDefinition, ResourceType } from "./resource-type";
import { type Decoded, decode, encode, isKnown, secretTexts } from "./values";

/** What every request about one resource says. */
interface ResourceRequest {
  getUrn(): string;
  getName(): string;
  getType(): string;
}

type Handler<Request, Response> = (request: Request) => Response | Promise<Response>;

/**
 * Speaks the engine's ResourceProvider protocol for a provider of the lab. It speaks the protocol itself, because the SDK's
 * own class hands over neither secrets nor unknowns and cannot say which properties differ.
 *
 * @returns What `addService` of grpc-js takes, with `ResourceProviderService` as its definition.
 */
export function providerService<Context>(definition: ProviderDefinition<Context>): UntypedServiceImplementation {
  const aborter = new AbortController();
  let configured: { context: Context } | undefined;

  function context(): Context {
    if (!configured) throw new ProviderError(`the provider ${definition.name} was asked before it was configured`);
    return configured.context;
  }

  function typeOf(request: ResourceRequest): ResourceType<Context> {
    const token = request.getType() || typeFromUrn(request.getUrn());
    const type = definition.resource(token);
    if (type) return type;
    throw new ProviderError(
      `the lab does not know this type; it knows ${[...definition.types].sort().join(", ")}. Leave the resource out in the lab, or add it to lab/providers/${definition.name}`,
    );
  }

  function callOf(request: ResourceRequest & { getTimeout?(): number }): Call {
    const urn = request.getUrn();
    return {
      urn,
      name: request.getName() || nameFromUrn(urn),
      timeout: request.getTimeout?.() ?? 0,
      signal: aborter.signal,
    };
  }

  /** Carries out one request about a resource; whatever it throws becomes an error that names the resource. */
  function about<Request extends ResourceRequest, Response>(
    verb: string,
    known: (request: Request) => Decoded[],
    handler: (request: Request, type: ResourceType<Context>, known: Decoded[]) => Response | Promise<Response>,
  ) {
    return unary<Request, Response>(
      (request) => handler(request, typeOf(request), known(request)),
      (error, request) => {
        const token = request.getType() || typeFromUrn(request.getUrn());
        const type = definition.resource(token);
        const decoded = known(request);
        const all = type ? decoded.map((one) => ({ ...one, secrets: secretPlaces(type, one) })) : decoded;
        const what = `${verb} ${token} "${callOf(request).name}"`;
        const secrets = type ? secretPlaces(type, ...decoded) : [];
        return wireError(error, { what, hide: all.flatMap(secretTexts), secrets, inputs: decoded[0]?.values ?? {} });
      },
    );
  }

  return {
    getPluginInfo: plain(() => new plugin.PluginInfo().setVersion(definition.version)),
    getSchema: plain(() =>
      new rpc.GetSchemaResponse().setSchema(JSON.stringify({ name: definition.name, version: definition.version })),
    ),
    attach: plain(() => new Empty()),
    cancel: plain(() => {
      aborter.abort();
      return new Empty();
    }),

    checkConfig: plain((request: rpc.CheckRequest) => {
      const { values } = decode(request.getNews());
      const problems = definition.checkConfiguration?.(values) ?? [];
      // What came is sent back as it is, with its marks.
      return new rpc.CheckResponse().setInputs(request.getNews()).setFailuresList(failures(problems));
    }),
    diffConfig: plain((request: rpc.DiffRequest) => {
      const [olds, news] = [decode(request.getOlds()).values, decode(request.getNews()).values];
      const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
      const changed = names.filter((name) => !isKnown(news[name]) || olds[name] !== news[name]);
      // Resources that depend on the configuration say for themselves what follows from it.
      return diffResponse({ changed: new Set(changed), replaces: new Set(), deleteFirst: false }, olds, news);
    }),
    configure: plain(async (request: rpc.ConfigureRequest) => {
      const args = decode(request.getArgs());
      try {
        configured = { context: await definition.configure(args.values) };
      } catch (error) {
        throw wireError(error, { what: `configure the provider ${definition.name}`, hide: secretTexts(args) });
      }
      return new rpc.ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setAcceptresources(false)
        .setAcceptoutputs(false);
    }),
    invoke: plain(async (request: rpc.InvokeRequest) => {
      const token = request.getTok();
      const args = decode(request.getArgs());
      const call = definition.functions?.[token];
      try {
        if (!call) throw new ProviderError(unknownFunction(definition));
        return new rpc.InvokeResponse().setReturn(encode(await call(args.values, context())));
      } catch (error) {
        throw wireError(error, { what: `call ${token}`, hide: secretTexts(args) });
      }
    }),

    check: about<rpc.CheckRequest, rpc.CheckResponse>(
      "check",
      (request) => [decode(request.getNews()), decode(request.getOlds())],
      (request, type, [news, olds]) => {
        const args = { olds: olds!.values, news: news!.values, name: callOf(request).name, context: context() };
        const { inputs, problems } = checkInputs(type, args);
        return new rpc.CheckResponse().setInputs(encode(inputs, news!.secrets)).setFailuresList(failures(problems));
      },
    ),
    diff: about<rpc.DiffRequest, rpc.DiffResponse>(
      "compare",
      (request) => [decode(request.getNews()), decode(request.getOlds())],
      (request, type, [news, olds]) => {
        const args = {
          state: olds!.values,
          news: news!.values,
          ignore: request.getIgnorechangesList(),
          context: context(),
        };
        return diffResponse(difference(type, args), olds!.values, news!.values);
      },
    ),
    create: about<rpc.CreateRequest, rpc.CreateResponse>(
      "create",
      (request) => [decode(request.getProperties())],
      async (request, type, [inputs]) => {
        const places = secretPlaces(type, inputs!);
        if (request.getPreview()) {
          return new rpc.CreateResponse().setProperties(encode(previewState(type, inputs!.values, context()), places));
        }
        const wanted = withoutDefaults(inputs!.values);
        const { id, state } = await type.create(wanted, context(), callOf(request));
        return new rpc.CreateResponse().setId(id).setProperties(encode(settledState(type, wanted, state), places));
      },
    ),
    read: about<rpc.ReadRequest, rpc.ReadResponse>(
      "read",
      (request) => [decode(request.getInputs()), decode(request.getProperties())],
      async (request, type, [inputs, state]) => {
        const args = {
          id: request.getId(),
          state: state!.values,
          inputs: inputs!.values,
          context: context(),
          call: callOf(request),
        };
        const found = await readBack(type, args);
        if (!found) return new rpc.ReadResponse();
        const places = secretPlaces(type, inputs!, state!);
        return new rpc.ReadResponse()
          .setId(found.id)
          .setProperties(encode(found.state, places))
          .setInputs(encode(found.inputs, places));
      },
    ),
    update: about<rpc.UpdateRequest, rpc.UpdateResponse>(
      "update",
      (request) => [decode(request.getNews()), decode(request.getOlds())],
      async (request, type, [news, olds]) => {
        const state = olds!.values;
        const args = { state, news: news!.values, ignore: request.getIgnorechangesList(), context: context() };
        const { changed } = difference(type, args);
        for (const name of changed) {
          const advice = type.refuseChange?.[name];
          if (advice) throw new ProviderError(`${name} of ${type.type} cannot be changed in place: ${advice}`);
        }
        const places = secretPlaces(type, news!);
        const inputs = withoutDefaults(news!.values);
        if (request.getPreview()) {
          return new rpc.UpdateResponse().setProperties(encode(previewState(type, inputs, context(), state), places));
        }
        const shown = await type.update(request.getId(), { state, inputs, changed }, context(), callOf(request));
        return new rpc.UpdateResponse().setProperties(encode(settledState(type, inputs, shown), places));
      },
    ),
    delete: about<rpc.DeleteRequest, Empty>(
      "delete",
      (request) => [decode(request.getProperties())],
      async (request, type, [state]) => {
        await type.delete(request.getId(), state!.values, context(), callOf(request));
        return new Empty();
      },
    ),
  };
}

function unknownFunction<Context>({ name, functions = {} }: ProviderDefinition<Context>): string {
  const known = Object.keys(functions).sort().join(", ") || "none";
  return `the lab does not know this function; it knows ${known}. Leave it out in the lab, or add it to lab/providers/${name}`;
}

function plain<Request, Response>(handler: Handler<Request, Response>) {
  return unary(handler, (error) =>
    error instanceof WireError ? error : wireError(error, { what: "provider", hide: [] }),
  );
}

function unary<Request, Response>(
  handler: Handler<Request, Response>,
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
