import * as grpc from "@grpc/grpc-js";
import * as empty from "google-protobuf/google/protobuf/empty_pb";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import { type GuardFinding, type GuardRule, ruleOf } from "../../report/preview-report";
import { mapConcurrently } from "../map-concurrently";
import { UserError } from "../user-error";
import * as make from "./analyzer-messages";
import type { EnforcementLevel, PolicyConfig, PolicyInfo } from "./policy-config";
import { mergePolicyConfig } from "./policy-config";
import type { PackEnvironment } from "./pack-process";
import type { WireProperties } from "./properties";
import type { RecordedResource } from "./resources";
import { makeUrn, parseUrn, stackType } from "./resources";

/** The same limit as the SDK's, in bytes: a stack with large manifests passes the usual 4 MB. */
const largestMessage = 400 * 1024 * 1024;
/** Resources that are judged at a time. The pack is one thread: more only queue. */
const resourcesAtATime = 8;

/** What a pack found in a stack. */
export interface Verdict {
  findings: GuardFinding[];
  /** Rules that were asked: those that are not disabled. */
  ruleCount: number;
  /** Every rule of the pack with the level that held, disabled ones included. */
  rules: JudgingRule[];
}

/** A rule of a pack, e.g. `"configmap-secrets"`, with the level that held. */
export interface JudgingRule extends GuardRule {
  level: EnforcementLevel;
}

/**
 * Asks a running policy pack about every resource and then about the stack, in the engine's order: configuration, then per
 * resource Remediate before Analyze, then AnalyzeStack. Sources: `loadPolicyPlugins` (pkg/engine/update.go), `generateSteps`
 * and `AnalyzeResources` (pkg/resource/deploy/step_generator.go) of Pulumi.
 *
 * @param port Where the pack listens.
 * @param resources In the order of registration.
 * @param place Stack, project and configuration.
 * @param override The content of a `--policy-pack-config` file.
 */
export async function askPack(
  port: number,
  resources: readonly RecordedResource[],
  place: PackEnvironment,
  override: Record<string, PolicyConfig>,
): Promise<Verdict> {
  const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
    "grpc.max_receive_message_length": largestMessage,
    "grpc.max_send_message_length": largestMessage,
  });
  try {
    const policies = await configure(client, place, override);
    const analysis = new Analysis(client, policies, resources);
    // The engine asks Analyze about what it would make; what is only read comes with the stack.
    const perResource = await mapConcurrently(
      resources.filter(({ read }) => !read),
      resourcesAtATime,
      (resource) => analysis.judge(resource),
    );
    const stackUrn = makeUrn(place, "", stackType, `${place.project}-${place.stack}`);
    return {
      findings: [...perResource.flat(), ...(await analysis.judgeStack(stackUrn))],
      ruleCount: countRules(policies),
      rules: rulesOf(policies),
    };
  } finally {
    client.close();
  }
}

/** Tells the pack where it is and how strict to be; returns its policies with the levels that now hold. */
async function configure(
  client: AnalyzerClient,
  place: PackEnvironment,
  override: Record<string, PolicyConfig>,
): Promise<PolicyInfo[]> {
  await ask((answer) => client.configureStack(make.makeStackRequest(place), answer));
  const info = await ask<messages.AnalyzerInfo>((answer) => client.getAnalyzerInfo(new empty.Empty(), answer));
  const policies = make.readPolicies(info);
  const config = mergePolicyConfig(policies, make.readInitialConfig(info), override);
  await ask((answer) => client.configure(make.makeConfigureRequest(config), answer));
  return policies.map((policy) => ({ ...policy, level: config[policy.name]?.level ?? policy.level }));
}

/** The questions about one stack. */
class Analysis {
  private readonly byUrn: ReadonlyMap<string, RecordedResource>;
  private readonly remediates: boolean;
  /** Inputs that a policy at level remediate has changed, by URN. */
  private readonly remedied = new Map<string, WireProperties>();

  constructor(
    private readonly client: AnalyzerClient,
    private readonly policies: readonly PolicyInfo[],
    private readonly resources: readonly RecordedResource[],
  ) {
    this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    this.remediates = policies.some(({ level }) => level === "remediate");
  }

  async judge(resource: RecordedResource): Promise<GuardFinding[]> {
    const remediations = this.remediates ? await this.remedy(resource) : [];
    const inputs = this.remedied.get(resource.urn) ?? resource.inputs;
    const request = make.makeResourceRequest(resource, inputs, this.byUrn.get(resource.provider), false);
    const response = await ask<messages.AnalyzeResponse>((answer) => this.client.analyze(request, answer));
    return [...remediations, ...this.findings(response, resource.urn)];
  }

  async judgeStack(stackUrn: string): Promise<GuardFinding[]> {
    const request = new messages.AnalyzeStackRequest();
    request.setResourcesList(
      this.resources.map((resource) => {
        const outputs = { ...resource.outputs, ...this.remedied.get(resource.urn) };
        return make.makeStackResource(resource, outputs, this.byUrn.get(resource.provider));
      }),
    );
    const response = await ask<messages.AnalyzeResponse>((answer) => this.client.analyzeStack(request, answer));
    return this.findings(response, stackUrn);
  }

  private async remedy(resource: RecordedResource): Promise<GuardFinding[]> {
    const request = make.makeResourceRequest(resource, resource.inputs, this.byUrn.get(resource.provider), true);
    const response = await ask<messages.RemediateResponse>((answer) => this.client.remediate(request, answer));
    return response.getRemediationsList().map((remediation) => {
      const policy = remediation.getPolicyname();
      const problem = remediation.getDiagnostic();
      const properties = remediation.getProperties();
      if (problem === "" && properties) this.remedied.set(resource.urn, properties.toJavaScript());
      return {
        level: problem === "" ? "remediate" : "advisory",
        ...this.severity(policy),
        policy,
        urn: resource.urn,
        type: resource.type,
        name: resource.name,
        message: problem === "" ? `${remediation.getDescription()}\nThe guard changed this resource.` : problem,
      };
    });
  }

  private findings(response: messages.AnalyzeResponse, urn: string): GuardFinding[] {
    return response.getDiagnosticsList().map((diagnostic) => {
      const level = make.levelNames[diagnostic.getEnforcementlevel()];
      const about = diagnostic.getUrn() || urn;
      return {
        level: level === "advisory" ? "advisory" : "mandatory",
        ...this.severity(diagnostic.getPolicyname(), make.severityNames[diagnostic.getSeverity()]),
        policy: diagnostic.getPolicyname(),
        urn: about,
        ...parseUrn(about),
        message: diagnostic.getMessage(),
      };
    });
  }

  /** A finding's own severity, else its policy's. */
  private severity(policy: string, own?: string): { severity?: string } {
    const severity = own ?? this.policies.find(({ name }) => name === policy)?.severity;
    return severity === undefined ? {} : { severity };
  }
}

/** One question to the pack. */
function ask<Response>(
  call: (answer: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(asPackError(error)) : resolve(response)));
  });
}

/** The policies of a rule count as one. */
function countRules(policies: readonly PolicyInfo[]): number {
  return withoutCompanions(policies.filter(({ level }) => level !== "disabled")).length;
}

function rulesOf(policies: readonly PolicyInfo[]): JudgingRule[] {
  return withoutCompanions(policies).map(({ name, description, fix, url, level, severity }) => ({
    id: name,
    description,
    level,
    ...(fix !== undefined && { fix }),
    ...(url !== undefined && { url }),
    ...(severity !== undefined && { severity }),
  }));
}

function withoutCompanions(policies: readonly PolicyInfo[]): PolicyInfo[] {
  const rules = policies.map(({ name }) => ({ id: name }));
  return policies.filter(({ name }) => ruleOf(name, rules) === name);
}

/** The package puts the stack into the details; the first two lines say which policy failed, and how. */
function asPackError({ details }: grpc.ServiceError): UserError {
  return new UserError(`The policy pack failed: ${details.split("\n").slice(0, 2).join("\n")}`, details);
}
