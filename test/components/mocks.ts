import * as pulumi from "@pulumi/pulumi";

/** The account, region, project and stack that the recorded program believes it runs in. */
export const sample = { account: "123456789012", region: "eu-west-1", project: "strongroom", stack: "test" } as const;

/** How a program is recorded. */
export interface RecordOptions {
  /** True runs as a preview does. Ids and ARNs are known all the same. */
  preview?: boolean;
  /** Default: those of `sample`. */
  account?: string;
  stack?: string;
}

/** What a program asked the engine to register: one resource, with the options that tests care about. */
export interface RecordedResource {
  type: string;
  name: string;
  urn: string;
  /** URN of the parent; empty for a resource without one. */
  parent: string;
  /** False for components. */
  custom: boolean;
  /** What the program passed in, with the marks of secrets taken off. */
  inputs: Record<string, unknown>;
  /** Names of the top-level inputs that were marked as secret. */
  secretInputs: string[];
  /** URNs of all resources that this one depends on, by option or by value. */
  dependencies: string[];
  ignoreChanges: string[];
  /** URNs that the resource had before. */
  aliases: string[];
  /** The id of what exists and is taken over; empty for what is made. */
  importId: string;
  customTimeouts: { create: string; update: string; delete: string };
  protect: boolean;
  /** Reference to an explicitly passed provider; empty for the default one. */
  provider: string;
  /** What a component passed to registerOutputs. */
  outputs?: Record<string, unknown>;
}

/** Everything that a program registered, in order. */
export class Recorder {
  readonly resources: RecordedResource[] = [];

  /** All resources of a type, e.g. `recorder.ofType("aws:iam/role:Role")`. */
  ofType(type: string): RecordedResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /**
   * The one resource of this type and name. The name may be left out where only one of the type exists.
   *
   * @throws When none or several match: the message lists what was registered.
   */
  resource(type: string, name?: string): RecordedResource {
    const matches = this.ofType(type).filter((resource) => name === undefined || resource.name === name);
    const [match] = matches;
    if (matches.length !== 1 || match === undefined) {
      const list = this.resources.map((resource) => `  ${resource.type} ${resource.name}`).join("\n");
      throw new Error(`${matches.length} resources match ${type} ${name ?? "(any name)"}. Registered:\n${list}`);
    }
    return match;
  }

  /** The parent as a resource; undefined for a resource without one. */
  parentOf(resource: RecordedResource): RecordedResource | undefined {
    return this.resources.find((candidate) => candidate.urn === resource.parent);
  }
}

/**
 * Runs a program against recorded mocks and waits until everything is registered.
 *
 * @param program Builds resources; what it returns stands under `value`.
 * @param options See `RecordOptions`.
 * @throws What the program throws, and what a registration fails with.
 * @example const recorder = await record(() => new Component("x", args)); recorder.resource(type, name).inputs
 */
export async function record<T>(
  program: () => T,
  { preview = false, account = sample.account, stack = sample.stack }: RecordOptions = {},
): Promise<Recorder & { value: T }> {
  const recorder = new Recorder();
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs }) => answer(account, type, name, plain(inputs) as Record<string, unknown>),
    call: ({ inputs }) => inputs as Record<string, unknown>,
  };
  await pulumi.runtime.setMocks(mocks, sample.project, stack, preview);
  watch(recorder);
  const value = program();
  await pulumi.runtime.disconnect();
  return Object.assign(recorder, { value });
}

/** The value of an output, for assertions on what a component hands out. */
export function valueOf<T>(output: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> {
  return new Promise((resolve) => pulumi.output(output).apply(resolve));
}

/** A deterministic id and ARN per resource; the rest of the state is what went in. */
function answer(
  account: string,
  type: string,
  name: string,
  inputs: Record<string, unknown>,
): pulumi.runtime.MockResourceResult {
  const given = typeof inputs["name"] === "string" ? inputs["name"] : name;
  const path = typeof inputs["path"] === "string" ? inputs["path"] : "/";
  const iam = (kind: string) => `arn:aws:iam::${account}:${kind}`;
  const regional = (service: string, rest: string) => `arn:aws:${service}:${sample.region}:${account}:${rest}`;
  const url = typeof inputs["url"] === "string" ? inputs["url"] : "";
  const arns: Record<string, string> = {
    "aws:iam/role:Role": iam(`role${path}${given}`),
    "aws:iam/policy:Policy": iam(`policy${path}${given}`),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": iam(`oidc-provider/${url.replace("https://", "")}`),
    // Secrets Manager puts six random characters behind the name.
    "aws:secretsmanager/secret:Secret": regional("secretsmanager", `secret:${given}-AbCdEf`),
    "aws:kms/key:Key": regional("kms", `key/${name}`),
    "aws:sns/topic:Topic": regional("sns", given),
    "aws:ssm/parameter:Parameter": regional("ssm", `parameter/${given.replace(/^\//, "")}`),
  };
  if (type === "aws:sqs/queue:Queue") {
    const queueUrl = `https://sqs.${sample.region}.amazonaws.com/${account}/${given}`;
    return { id: queueUrl, state: { ...inputs, name: given, url: queueUrl, arn: regional("sqs", given) } };
  }
  const arn = arns[type];
  if (arn === undefined) return { id: `${name}-id`, state: inputs };
  const id = type.startsWith("aws:iam/role") || type.startsWith("aws:ssm") ? given : arn;
  return { id, state: { ...inputs, name: given, arn } };
}

/** The mocks see no parent and no options: the monitor's own requests have them. */
function watch(recorder: Recorder): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      if (response !== undefined) recorder.resources.push(recorded(request, response.getUrn()));
      callback(error, response);
    });
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request, callback) => {
    const resource = recorder.resources.find(({ urn }) => urn === request.getUrn());
    const outputs = request.getOutputs();
    if (resource !== undefined && outputs !== undefined) {
      resource.outputs = plain(pulumi.runtime.deserializeProperties(outputs)) as Record<string, unknown>;
    }
    registerOutputs(request, callback);
  };
}

function recorded(request: RegisterRequest, urn: string): RecordedResource {
  const inputs = pulumi.runtime.deserializeProperties(request.getObject()) as Record<string, unknown>;
  const timeouts = request.getCustomtimeouts();
  return {
    type: request.getType(),
    name: request.getName(),
    urn,
    parent: request.getParent(),
    custom: request.getCustom(),
    inputs: plain(inputs) as Record<string, unknown>,
    secretInputs: Object.keys(inputs).filter((key) => pulumi.runtime.isRpcSecret(inputs[key])),
    dependencies: request.getDependenciesList(),
    ignoreChanges: request.getIgnorechangesList(),
    aliases: [...request.getAliasurnsList(), ...request.getAliasesList().map((alias) => alias.getUrn())],
    importId: request.getImportid(),
    customTimeouts: {
      create: timeouts?.getCreate() ?? "",
      update: timeouts?.getUpdate() ?? "",
      delete: timeouts?.getDelete() ?? "",
    },
    protect: request.getProtect() ?? false,
    provider: request.getProvider(),
  };
}

/** Takes the marks of secrets off, at every depth. */
function plain(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) return plain(pulumi.runtime.unwrapRpcSecret(value));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plain(child)]));
}

/** The few calls of the SDK's generated request classes that the recorder reads. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getObject(): Parameters<typeof pulumi.runtime.deserializeProperties>[0];
  getDependenciesList(): string[];
  getIgnorechangesList(): string[];
  getAliasurnsList(): string[];
  getAliasesList(): { getUrn(): string }[];
  getImportid(): string;
  getCustomtimeouts(): { getCreate(): string; getUpdate(): string; getDelete(): string } | undefined;
  getProtect(): boolean | undefined;
  getProvider(): string;
}
interface OutputsRequest {
  getUrn(): string;
  getOutputs(): Parameters<typeof pulumi.runtime.deserializeProperties>[0] | undefined;
}
type Callback<R> = (error: unknown, response: R | undefined) => void;
interface Monitor {
  registerResource(request: RegisterRequest, callback: Callback<{ getUrn(): string }>): Promise<void>;
  registerResourceOutputs(request: OutputsRequest, callback: Callback<unknown>): void;
}
