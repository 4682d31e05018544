import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readProject } from "../../cli/preview/project";
import { readStackConfig } from "../../cli/preview/stack-config";
import type { PolicyDocument } from "../../components/model/iam";
import { record, type RecordedResource, type Recorder } from "../components/mocks";
import { type Call, type Outcome, outcome } from "./simulator";

const root = join(__dirname, "..", "..");
const load = createRequire(__filename);

/** A role as the program declares it. */
export interface DeclaredRole {
  name: string;
  arn: string;
  trust: PolicyDocument;
  policies: PolicyDocument[];
  boundary: PolicyDocument | undefined;
}

/** An entry or a parameter, with the tags that conditions compare. */
export interface DeclaredEntry {
  name: string;
  arn: string;
  tags: Record<string, string>;
  policy: PolicyDocument | undefined;
}

/**
 * The IAM documents of an environment, exactly as the program passes them to AWS.
 *
 * @param environment For example `"prod"`.
 */
export async function declaredAccount(environment: string): Promise<DeclaredAccount> {
  const { account, region, recorder } = await declaredProgram(environment);
  return new DeclaredAccount(environment, account, region, recorder);
}

/** The program of an environment, and everything that it registers. */
export async function declaredProgram(
  environment: string,
): Promise<{ account: string; region: string; recorder: Recorder }> {
  const config = readStackConfig(readProject(root), environment).values;
  const account = config["strongroom:account"]!;
  const before = pulumi.runtime.allConfig();
  pulumi.runtime.setAllConfig(config, []);
  const main = load.resolve("../../index");
  // The program runs when it is loaded: once for each environment.
  delete load.cache[main];
  try {
    const recorder = await record(() => load(main) as unknown, { account, stack: environment });
    return { account, region: config["aws:region"]!, recorder };
  } finally {
    pulumi.runtime.setAllConfig(before, []);
  }
}

/** What stands in one account after `pulumi up`, as far as IAM is concerned. */
export class DeclaredAccount {
  readonly roles: DeclaredRole[];
  readonly secrets: DeclaredEntry[];
  readonly parameters: DeclaredEntry[];

  constructor(
    readonly environment: string,
    readonly account: string,
    readonly region: string,
    private readonly recorder: Recorder,
  ) {
    this.roles = recorder.ofType("aws:iam/role:Role").map((role) => this.readRole(role));
    this.secrets = recorder.ofType("aws:secretsmanager/secret:Secret").map((secret) => this.readSecret(secret));
    this.parameters = recorder.ofType("aws:ssm/parameter:Parameter").map(({ inputs }) => {
      const name = text(inputs["name"]);
      return { name, arn: this.arn("ssm", `parameter${name}`), tags: tagsOf(inputs), policy: undefined };
    });
  }

  /** The one role whose name ends so, e.g. `"operator"`. */
  role(ending: string): DeclaredRole {
    return one(this.roles, ({ name }) => name.endsWith(ending), ending);
  }

  /** The one entry of this name, e.g. `"prod/api/app"`. */
  secret(name: string): DeclaredEntry {
    return one(this.secrets, (secret) => secret.name === name, name);
  }

  /** The one parameter of this name, e.g. `"/prod/api/LOG_LEVEL"`. */
  parameter(name: string): DeclaredEntry {
    return one(this.parameters, (parameter) => parameter.name === name, name);
  }

  arn(service: string, resource: string, account: string = this.account): string {
    return `arn:aws:${service}:${service === "iam" ? "" : this.region}:${account}:${resource}`;
  }

  /** A call of a role's session on any resource: its own policies, its boundary, and the resource's policy if it has one. */
  async may(
    role: DeclaredRole,
    call: Pick<Call, "action" | "resource" | "context" | "resourcePolicy">,
  ): Promise<Outcome> {
    return outcome({
      principal: role.arn,
      identityPolicies: role.policies,
      permissionsBoundary: role.boundary,
      ...call,
      context: { "aws:PrincipalAccount": this.account, ...call.context },
    });
  }

  /** A call on an entry or parameter that stands in this account: its tags are compared and its policy counts. */
  async mayOn(
    role: DeclaredRole,
    action: string,
    { arn, tags, policy }: DeclaredEntry,
    context: Call["context"] = {},
  ): Promise<Outcome> {
    const resourceTags = Object.fromEntries(
      Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
    );
    return this.may(role, { action, resource: arn, resourcePolicy: policy, context: { ...resourceTags, ...context } });
  }

  private readRole({ urn, inputs }: RecordedResource): DeclaredRole {
    const name = text(inputs["name"]);
    const policies = this.recorder
      .ofType("aws:iam/rolePolicy:RolePolicy")
      .filter((policy) => policy.inputs["role"] === name || policy.parent === urn)
      .map((policy) => document(policy.inputs["policy"]));
    return {
      name,
      arn: this.arn("iam", `role${text(inputs["path"])}${name}`),
      trust: document(inputs["assumeRolePolicy"]),
      policies,
      boundary: this.boundary(inputs["permissionsBoundary"]),
    };
  }

  /** A boundary that the program names and does not declare would bound nothing that a test could see. */
  private boundary(arn: unknown): PolicyDocument | undefined {
    if (arn === undefined) return undefined;
    const policies = this.recorder.ofType("aws:iam/policy:Policy");
    const named = one(
      policies,
      ({ inputs }) => this.arn("iam", `policy${text(inputs["path"])}${text(inputs["name"])}`) === arn,
      text(arn),
    );
    return document(named.inputs["policy"]);
  }

  private readSecret({ urn, inputs }: RecordedResource): DeclaredEntry {
    const name = text(inputs["name"]);
    const arn = this.arn("secretsmanager", `secret:${name}-AbCdEf`);
    const policy = this.recorder
      .ofType("aws:secretsmanager/secretPolicy:SecretPolicy")
      .find((found) => found.parent === urn);
    return { name, arn, tags: tagsOf(inputs), policy: policy && document(policy.inputs["policy"]) };
  }
}

function tagsOf(inputs: Record<string, unknown>): Record<string, string> {
  return (inputs["tags"] ?? {}) as Record<string, string>;
}

function document(value: unknown): PolicyDocument {
  return JSON.parse(text(value)) as PolicyDocument;
}

/** A name, path or document that the program has to know by itself: anything else cannot be evaluated. */
function text(value: unknown): string {
  if (typeof value !== "string") throw new Error(`A declaration is ${JSON.stringify(value)}; wanted a text`);
  return value;
}

function one<T extends object>(all: readonly T[], wanted: (candidate: T) => boolean, what: string): T {
  const [found, ...more] = all.filter(wanted);
  if (found === undefined || more.length > 0)
    throw new Error(`${more.length + (found ? 1 : 0)} declarations match ${what}`);
  return found;
}
