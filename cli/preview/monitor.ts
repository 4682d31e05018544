import { fileURLToPath } from "node:url";
import * as empty from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import * as messages from "@pulumi/pulumi/proto/resource_pb";
import type { NotOpened } from "../../report/preview-report";
import { makeDefaultProvider } from "./default-provider";
import type { WireProperties } from "./properties";
import { asSecret, unknownSecret } from "./properties";
import type { PlannedOutputs, RecordedOptions, RecordedResource, SourcePosition } from "./resources";
import { makeUrn, noOptions, stackType } from "./resources";
import type { StackReferences } from "./stack-references";

type Answer<Response> = (error: Error | null, response?: Response) => void;

/**
 * Stands where the engine's resource monitor stands and records what a program registers. What a provider would compute (ids,
 * ARNs, ...) stays unknown, as in the engine's own preview; inputs pass through, secrets with their mark.
 */
export class PreviewMonitor {
  /** In the order of registration. */
  readonly resources: RecordedResource[] = [];
  readonly notOpened: NotOpened[] = [];
  private readonly byUrn = new Map<string, RecordedResource>();

  /**
   * @param place The stack and project that every URN carries.
   * @param config `package:key` to the value: what configures the providers that the program does not make itself.
   * @param plan Outputs that are known all the same. Default: none, as in the engine's own preview.
   * @param references Outputs of other stacks, for the references to them. Default: none.
   */
  constructor(
    private readonly place: { stack: string; project: string },
    private readonly config: Record<string, string>,
    private readonly plan: PlannedOutputs = () => ({}),
    private readonly references: StackReferences = new Map(),
  ) {}

  /** What the program exports. */
  get stackOutputs(): WireProperties {
    return this.resources.find(({ type }) => type === stackType)?.outputs ?? {};
  }

  /** The SDK asks this once. Outputs as values and transforms need the engine. */
  supportsFeature(request: messages.SupportsFeatureRequest, answer: Answer<messages.SupportsFeatureResponse>): void {
    const response = new messages.SupportsFeatureResponse();
    response.setHassupport(!["outputValues", "transforms", "invokeTransforms"].includes(request.getId()));
    answer(null, response);
  }

  registerResource(request: messages.RegisterResourceRequest, answer: Answer<messages.RegisterResourceResponse>): void {
    const type = request.getType();
    const name = request.getName();
    const inputs = read(request.getObject());
    // The engine keeps a provider's version among its inputs.
    if (type.startsWith("pulumi:providers:") && request.getVersion() !== "") inputs["version"] = request.getVersion();
    if (request.getRemote()) {
      this.notOpened.push({ subject: `${type} ${name}`, reason: "its children are made by its provider" });
    }
    const resource: RecordedResource = {
      urn: makeUrn(this.place, request.getParent(), type, name),
      type,
      name,
      parent: request.getParent(),
      custom: request.getCustom(),
      read: false,
      imported: request.getImportid() !== "",
      inputs,
      outputs: request.getCustom()
        ? { ...this.plan(type, inputs), ...plannedOutputs(inputs, request.getAdditionalsecretoutputsList()) }
        : {},
      dependencies: request.getDependenciesList(),
      propertyDependencies: readPropertyDependencies(request),
      provider: request.getCustom() ? this.providerOf(request) : "",
      options: readOptions(request),
      positions: readPositions(request),
    };
    if (!this.record(resource, answer)) return;
    const response = new messages.RegisterResourceResponse();
    response.setUrn(resource.urn);
    // An imported resource is known by the id that the program gives; the SDK takes an empty id as unknown.
    response.setId(request.getImportid());
    response.setObject(Struct.fromJavaScript(resource.outputs));
    answer(null, response);
  }

  readResource(request: messages.ReadResourceRequest, answer: Answer<messages.ReadResourceResponse>): void {
    const type = request.getType();
    const name = request.getName();
    const isReference = type === "pulumi:pulumi:StackReference";
    const known = isReference ? this.references.get(request.getId()) : undefined;
    if (known === undefined) {
      const reason = isReference
        ? "another stack's outputs stand in that stack's state: --stack-reference gives them"
        : "it exists already and is read by its provider";
      this.notOpened.push({ subject: `${type} ${name}`, reason });
    }
    const inputs = { ...read(request.getProperties()), ...(known && asReference(known)) };
    const resource: RecordedResource = {
      urn: makeUrn(this.place, request.getParent(), type, name),
      type,
      name,
      parent: request.getParent(),
      custom: true,
      read: true,
      imported: false,
      inputs,
      outputs: plannedOutputs(inputs, request.getAdditionalsecretoutputsList()),
      dependencies: request.getDependenciesList(),
      propertyDependencies: {},
      provider: this.providerOf(request),
      options: { ...noOptions, additionalSecretOutputs: request.getAdditionalsecretoutputsList() },
      positions: readPositions(request),
    };
    if (!this.record(resource, answer)) return;
    const response = new messages.ReadResourceResponse();
    response.setUrn(resource.urn);
    response.setProperties(Struct.fromJavaScript(resource.outputs));
    answer(null, response);
  }

  registerResourceOutputs(request: messages.RegisterResourceOutputsRequest, answer: Answer<empty.Empty>): void {
    const resource = this.byUrn.get(request.getUrn());
    if (resource) resource.outputs = read(request.getOutputs());
    answer(null, new empty.Empty());
  }

  /**
   * Answers a look-up in its promise form, which has no way to say "unknown": only those whose sole effect is to list children
   * get an answer, and that is said in the report. Look-ups in their output form never come here (see lookups.ts).
   */
  invoke(request: messages.ResourceInvokeRequest, answer: Answer<provider.InvokeResponse>): void {
    const token = request.getTok();
    const response = new provider.InvokeResponse();
    if (token === "pulumi:pulumi:getResource") {
      const { urn } = read(request.getArgs());
      const resource = typeof urn === "string" ? this.byUrn.get(urn) : undefined;
      if (resource) {
        response.setReturn(Struct.fromJavaScript({ urn: resource.urn, id: "", state: resource.outputs }));
        answer(null, response);
        return;
      }
    }
    if (!listsChildren.has(token)) {
      answer(lookupError(token));
      return;
    }
    this.notOpened.push({ subject: token, reason: "its children are made by its provider" });
    response.setReturn(Struct.fromJavaScript({ result: [] }));
    answer(null, response);
  }

  registerPackage(_: messages.RegisterPackageRequest, answer: Answer<messages.RegisterPackageResponse>): void {
    const response = new messages.RegisterPackageResponse();
    response.setRef("preview");
    answer(null, response);
  }

  /** Hooks run while resources are made: a preview has none to run. */
  registerResourceHook(_: messages.RegisterResourceHookRequest, answer: Answer<empty.Empty>): void {
    answer(null, new empty.Empty());
  }

  registerErrorHook(_: messages.RegisterErrorHookRequest, answer: Answer<empty.Empty>): void {
    answer(null, new empty.Empty());
  }

  /** URN of the provider that the program chose, or of the default one, which is then recorded. */
  private providerOf(request: messages.RegisterResourceRequest | messages.ReadResourceRequest): string {
    // A reference to a provider is its URN, `::` and its id.
    if (request.getProvider() !== "") return request.getProvider().split("::").slice(0, -1).join("::");
    const provider = makeDefaultProvider(this.place, request.getType(), request.getVersion(), this.config);
    if (!provider) return "";
    if (!this.byUrn.has(provider.urn)) this.keep(provider);
    return provider.urn;
  }

  /** Keeps a resource, or refuses a second one of the same name as the engine does. */
  private record(resource: RecordedResource, answer: (error: Error) => void): boolean {
    if (this.byUrn.has(resource.urn)) {
      answer(
        new Error(
          `there are two resources with the URN ${resource.urn}.\nFix: give one of them another name or parent.`,
        ),
      );
      return false;
    }
    this.keep(resource);
    return true;
  }

  private keep(resource: RecordedResource): void {
    this.byUrn.set(resource.urn, resource);
    this.resources.push(resource);
  }
}

/** Functions of the Kubernetes provider that turn a chart or manifest into children. */
const listsChildren = new Set(["kubernetes:yaml:decode", "kubernetes:helm:template", "kubernetes:kustomize:directory"]);

/** The SDK shows an error's `details`, as gRPC has them. */
function lookupError(token: string): Error {
  const details =
    `${token} is a look-up that only the engine's providers answer.\n` +
    "Fix: use its output form (the one that ends in Output), which stays unknown here, or preview with the Pulumi CLI.";
  return Object.assign(new Error(details), { details });
}

function read(struct: Struct | undefined): WireProperties {
  return struct?.toJavaScript() ?? {};
}

/** Inputs pass through; a secret output that the provider will compute is a secret already. */
function plannedOutputs(inputs: WireProperties, secretOutputs: string[]): WireProperties {
  const computed = secretOutputs.filter((key) => inputs[key] === undefined);
  return { ...inputs, ...Object.fromEntries(computed.map((key) => [key, unknownSecret])) };
}

/**
 * The properties of a StackReference. Pulumi writes `[secret]` in place of a secret output: that text stands for the value then, and
 * is marked as one. To leave it unknown would leave all outputs unknown, as the SDK reads them.
 */
function asReference(outputs: WireProperties): WireProperties {
  const secretNames = Object.keys(outputs).filter((name) => outputs[name] === "[secret]");
  const marked = Object.fromEntries(secretNames.map((name) => [name, asSecret("[secret]")]));
  return { outputs: { ...outputs, ...marked }, secretOutputNames: secretNames };
}

function readPropertyDependencies(request: messages.RegisterResourceRequest): Record<string, string[]> {
  const dependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((value, key) => {
    dependencies[key] = value.getUrnsList();
  });
  return dependencies;
}

/** The SDK notes the stack at each registration. */
function readPositions(request: messages.RegisterResourceRequest | messages.ReadResourceRequest): SourcePosition[] {
  const frames = request.getStacktrace()?.getFramesList() ?? [];
  return frames.flatMap((frame) => {
    const position = frame.getPc();
    const uri = position?.getUri() ?? "";
    if (!uri.startsWith("file:") || uri.includes("/node_modules/")) return [];
    return [{ file: fileURLToPath(uri), line: position!.getLine() }];
  });
}

function readOptions(request: messages.RegisterResourceRequest): RecordedOptions {
  const timeouts = request.getCustomtimeouts();
  return {
    protect: request.getProtect() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    ...(request.getDeletebeforereplacedefined() && { deleteBeforeReplace: request.getDeletebeforereplace() }),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: request
      .getAliasesList()
      .map((alias) => alias.getUrn())
      .filter((urn) => urn !== ""),
    timeouts: {
      create: seconds(timeouts?.getCreate()),
      update: seconds(timeouts?.getUpdate()),
      delete: seconds(timeouts?.getDelete()),
    },
  };
}

/** A Go duration such as `1h30m` or `1.5s` in seconds. */
function seconds(duration = ""): number {
  const units: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 0.001 };
  return [...duration.matchAll(/([\d.]+)(ms|h|m|s)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ""] ?? 0),
    0,
  );
}
