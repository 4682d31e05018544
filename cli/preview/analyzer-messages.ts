// The analyzer protocol's messages, made from and read into our own types. Source: proto/pulumi/analyzer.proto of Pulumi.
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import type { EnforcementLevel, PolicyConfig, PolicyInfo } from "./policy-config";
import type { PackEnvironment } from "./pack-process";
import type { WireProperties } from "./properties";
import { forPolicies } from "./properties";
import type { RecordedResource } from "./resources";

/** Number on the wire to level. */
export const levelNames: Readonly<Record<number, EnforcementLevel>> = {
  [messages.EnforcementLevel.ADVISORY]: "advisory",
  [messages.EnforcementLevel.MANDATORY]: "mandatory",
  [messages.EnforcementLevel.REMEDIATE]: "remediate",
  [messages.EnforcementLevel.DISABLED]: "disabled",
};

/** Number on the wire to severity; 0 is none. */
export const severityNames: Readonly<Record<number, string>> = {
  [messages.PolicySeverity.POLICY_SEVERITY_LOW]: "low",
  [messages.PolicySeverity.POLICY_SEVERITY_MEDIUM]: "medium",
  [messages.PolicySeverity.POLICY_SEVERITY_HIGH]: "high",
  [messages.PolicySeverity.POLICY_SEVERITY_CRITICAL]: "critical",
};

/** What a pack says about its policies. */
export function readPolicies(info: messages.AnalyzerInfo): PolicyInfo[] {
  return info.getPoliciesList().map((policy) => {
    const severity = severityNames[policy.getSeverity()];
    const schema: Record<string, unknown> = policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {};
    const defaults = Object.entries(schema)
      .map(([key, property]) => [key, (property as { default?: unknown }).default] as const)
      .filter(([, value]) => value !== undefined);
    return {
      name: policy.getName(),
      description: policy.getDescription(),
      ...(policy.getRemediationSteps() !== "" && { fix: policy.getRemediationSteps() }),
      ...(policy.getUrl() !== "" && { url: policy.getUrl() }),
      level: levelNames[policy.getEnforcementlevel()] ?? "mandatory",
      ...(severity !== undefined && { severity }),
      defaults: Object.fromEntries(defaults),
    };
  });
}

/**
 * The configuration that a pack brings along. As in the engine, an entry without a level counts as advisory: the protocol has
 * no way to leave it out.
 */
export function readInitialConfig(info: messages.AnalyzerInfo): Record<string, PolicyConfig> {
  const config: Record<string, PolicyConfig> = {};
  info.getInitialconfigMap().forEach((entry, name) => {
    const level = levelNames[entry.getEnforcementlevel()];
    config[name] = { ...(level && { level }), properties: entry.getProperties()?.toJavaScript() ?? {} };
  });
  return config;
}

/** Configure: the level and properties of every policy. */
export function makeConfigureRequest(
  config: Record<string, Required<PolicyConfig>>,
): messages.ConfigureAnalyzerRequest {
  const request = new messages.ConfigureAnalyzerRequest();
  const map = request.getPolicyconfigMap();
  for (const [name, { level, properties }] of Object.entries(config)) {
    const message = new messages.PolicyConfig();
    message.setEnforcementlevel(levelNumber(level));
    message.setProperties(Struct.fromJavaScript(properties as Record<string, JavaScriptValue>));
    map.set(name, message);
  }
  return request;
}

/** ConfigureStack: where the pack is asked. */
export function makeStackRequest(place: PackEnvironment): messages.AnalyzerStackConfigureRequest {
  const request = new messages.AnalyzerStackConfigureRequest();
  request.setProject(place.project);
  request.setStack(place.stack);
  request.setOrganization(place.organization);
  request.setDryRun(true);
  const map = request.getConfigMap();
  Object.entries(place.config).forEach(([key, value]) => map.set(key, value));
  return request;
}

/**
 * Remediate and Analyze: one resource with its inputs.
 *
 * @param provider The provider that the program chose for it, if it did.
 * @param keepInternal See `forPolicies`.
 */
export function makeResourceRequest(
  resource: RecordedResource,
  inputs: WireProperties,
  provider: RecordedResource | undefined,
  keepInternal: boolean,
): messages.AnalyzeRequest {
  return describe(new messages.AnalyzeRequest(), resource, toStruct(inputs, keepInternal), provider);
}

/** AnalyzeStack: one of its resources, with its outputs and what it depends on. */
export function makeStackResource(
  resource: RecordedResource,
  outputs: WireProperties,
  provider: RecordedResource | undefined,
): messages.AnalyzerResource {
  const message = describe(new messages.AnalyzerResource(), resource, toStruct(outputs, false), provider);
  message.setParent(resource.parent);
  message.setDependenciesList(resource.dependencies);
  const map = message.getPropertydependenciesMap();
  for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
    if (urns.length === 0) continue;
    const dependencies = new messages.AnalyzerPropertyDependencies();
    dependencies.setUrnsList(urns);
    map.set(property, dependencies);
  }
  return message;
}

/** What both kinds of message say of a resource. */
function describe<M extends messages.AnalyzeRequest | messages.AnalyzerResource>(
  message: M,
  resource: RecordedResource,
  properties: Struct,
  provider: RecordedResource | undefined,
): M {
  message.setUrn(resource.urn);
  message.setType(resource.type);
  message.setName(resource.name);
  message.setProperties(properties);
  message.setOptions(makeOptions(resource));
  message.setProvider(makeProvider(provider));
  return message;
}

function levelNumber(level: EnforcementLevel): messages.EnforcementLevel {
  return Number(Object.entries(levelNames).find(([, name]) => name === level)?.[0]);
}

function makeOptions({ options, parent }: RecordedResource): messages.AnalyzerResourceOptions {
  const message = new messages.AnalyzerResourceOptions();
  message.setProtect(options.protect);
  message.setIgnorechangesList(options.ignoreChanges);
  message.setDeletebeforereplace(options.deleteBeforeReplace ?? false);
  message.setDeletebeforereplacedefined(options.deleteBeforeReplace !== undefined);
  message.setAdditionalsecretoutputsList(options.additionalSecretOutputs);
  message.setAliasesList(options.aliases);
  message.setParent(parent);
  const timeouts = new messages.AnalyzerResourceOptions.CustomTimeouts();
  timeouts.setCreate(options.timeouts.create);
  timeouts.setUpdate(options.timeouts.update);
  timeouts.setDelete(options.timeouts.delete);
  message.setCustomtimeouts(timeouts);
  return message;
}

function makeProvider(provider: RecordedResource | undefined): messages.AnalyzerProviderResource | undefined {
  if (!provider) return undefined;
  const message = new messages.AnalyzerProviderResource();
  message.setUrn(provider.urn);
  message.setType(provider.type);
  message.setName(provider.name);
  message.setProperties(toStruct(provider.inputs, false));
  return message;
}

function toStruct(properties: WireProperties, keepInternal: boolean): Struct {
  return Struct.fromJavaScript(forPolicies(properties, keepInternal));
}
