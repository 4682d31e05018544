import { formatKeyPath } from "../engine/key-path";
import type { KeyPath } from "../engine/leaves";
import type {
  ExampleResource,
  Finding,
  FindingLevel,
  Resource,
  Rule,
  StackFinding,
  StackResource,
} from "../engine/rule";
import { typeFilter } from "../engine/name-pattern";
import { unknown, type ValueMap } from "../engine/value";
import { allLeaves, placeTypes } from "../places/index";
import { outputs } from "../places/outputs";
import type { PlaceLeaf } from "../places/place";
import { type Discovery, SecretSearch } from "../provenance/find-secrets";
import { isDigest, markedLeaves } from "../provenance/marked-leaves";
import { isHome, partlySecretTypes, secretsOf, wholeSecretTypes } from "../provenance/sources";

const configMap = "kubernetes:core/v1:ConfigMap";
const version = "aws:secretsmanager/secretVersion:SecretVersion";
const randomPassword = "random:index/randomPassword:RandomPassword";
// Weak on purpose: nothing but where it comes from gives it away.
const password = ["plain", "sailing", "1"].join("");
const credential = JSON.stringify({ host: "db.internal.example.com", username: "api_service", password });

const rule: Rule = {
  id: "secret-provenance",
  description: "A secret value stays where it belongs.",
  severity: "critical",
  why:
    "The stack knows its own secrets: the values of SecretVersions, generated passwords, database passwords, Kubernetes Secrets " +
    "and whatever the program marked as secret. Found elsewhere, raw, encoded or inside a longer text, such a value is a leak, " +
    "whatever it looks like.",
  fix:
    "Let the reader read the secret itself: secretKeyRef in a pod, an ARN in ECS, CodeBuild and App Runner, its own role in a " +
    "function. If a marked value is no secret, unwrap it with pulumi.unsecret(...).",
  references: ["https://www.pulumi.com/docs/iac/concepts/secrets/", "https://cwe.mitre.org/data/definitions/200.html"],
  // Marks are seen before a resource is made. The rest needs the whole stack, and CrossGuard hands it over only when a preview
  // or an update went through.
  resource: { types: placeTypes, needsMarks: true, check: judgeMarks },
  stack: { types: ["*"], check: judgeStack },
  examples: {
    bad: [
      {
        title: "a value of a SecretVersion in a ConfigMap",
        resources: [secretVersion("api", credential), settings({ GREETING: password })],
      },
      {
        title: "a generated password, in base64 inside a longer text",
        resources: [
          { type: randomPassword, name: "database", props: { length: 14, result: password } },
          settings({ NOTE: `see ${Buffer.from(`api:${password}`).toString("base64")}, thanks` }),
        ],
      },
      {
        title: "a database's password in the variables of a function, written for a URL",
        resources: [
          { type: "aws:rds/instance:Instance", name: "database", props: { password: `${password}&more` } },
          {
            type: "aws:lambda/function:Function",
            name: "api",
            props: { environment: { variables: { QUERY: encodeURIComponent(`a=${password}&more`) } } },
          },
        ],
      },
      {
        title: "a value of a Kubernetes Secret, split over two keys",
        resources: [
          {
            type: "kubernetes:core/v1:Secret",
            name: "api",
            props: { data: { password: Buffer.from(password).toString("base64") } },
            propertyDependencies: { data: ["generated"] },
          },
          { type: randomPassword, name: "generated", props: { result: unknown } },
          settings({ LEFT: password.slice(0, 7), RIGHT: password.slice(7) }),
        ],
      },
      {
        title: "a generated password that is not known yet",
        resources: [
          { type: randomPassword, name: "database", props: { length: 32, result: unknown } },
          { ...settings({ LOG_LEVEL: "info", GREETING: unknown }), propertyDependencies: { data: ["database"] } },
        ],
      },
      {
        title: "something of a SecretVersion that is not known yet",
        resources: [
          secretVersion("api", unknown),
          { ...settings({ GREETING: unknown }), propertyDependencies: { data: ["api"] } },
        ],
        level: "advisory",
      },
      {
        title: "a value that the program marked as secret",
        resources: [{ ...settings({ LOG_LEVEL: "info", GREETING: "good morning" }), marks: [["data", "GREETING"]] }],
      },
      {
        title: "a whole map that the program marked as secret",
        resources: [{ ...settings({ GREETING: "good morning" }), marks: [["data"]] }],
      },
      {
        title: "a password that the stack exports",
        resources: [
          { type: randomPassword, name: "database", props: { result: password } },
          { type: "pulumi:pulumi:Stack", name: "app-dev", props: { greeting: password } },
        ],
        level: "advisory",
      },
    ],
    good: [
      {
        title: "host and user beside a password",
        resources: [
          secretVersion("api", credential),
          settings({ DB_HOST: "db.internal.example.com", DB_USER: "api_service" }),
        ],
      },
      {
        title: "an address that is not known yet",
        resources: [
          { type: "aws:rds/instance:Instance", name: "database", props: { address: unknown } },
          { type: "aws:secretsmanager/secret:Secret", name: "app", props: { name: "rds!app", arn: unknown } },
          {
            ...settings({ DB_HOST: unknown, SECRET_ARN: unknown }),
            propertyDependencies: { data: ["database", "app"] },
          },
        ],
      },
      {
        title: "a checksum of a secret, which restarts a workload",
        resources: [
          { type: randomPassword, name: "database", props: { result: unknown } },
          {
            type: "kubernetes:apps/v1:Deployment",
            name: "api",
            props: { spec: { template: { metadata: { annotations: { "checksum/secret": unknown } } } } },
            propertyDependencies: { spec: ["database"] },
          },
          {
            type: "kubernetes:apps/v1:Deployment",
            name: "worker",
            props: { metadata: { annotations: { "checksum/secret": "0123456789abcdef".repeat(4) } } },
            marks: [["metadata", "annotations", "checksum/secret"]],
          },
        ],
      },
      {
        title: "a marked value where it belongs",
        resources: [
          {
            type: "aws:ssm/parameter:Parameter",
            name: "level",
            props: { type: "String", value: "info" },
            marks: [["value"]],
          },
        ],
      },
    ],
  },
};
export default rule;

/** The Pulumi SDK itself marks these, whatever they hold. */
function isMarkedByDefault({ type }: Resource, { keyPath }: PlaceLeaf): boolean {
  return type === "aws:ssm/parameter:Parameter" || keyPath[0] === "repositoryOpts";
}

function judgeMarks(resource: Resource, marks: readonly KeyPath[]): Finding[] {
  if (marks.length === 0) return [];
  const leaves = [...allLeaves(resource)].filter((leaf) => !isMarkedByDefault(resource, leaf));
  return [...markedLeaves(leaves, marks)].map(({ leaf, shown }) => ({
    level: "mandatory",
    keyPath: shown,
    text: `${shown} holds what the program marked as secret.`,
    fix: `${leaf.fix([])}\nIf it is no secret, unwrap it with pulumi.unsecret(...).`,
  }));
}

function judgeStack(resources: readonly StackResource[]): StackFinding[] {
  const search = new SecretSearch(resources.filter(({ type }) => isHome(type)).flatMap((home) => [...secretsOf(home)]));
  const hasSource = resources.some(({ type }) => wholeSecretTypes.has(type) || partlySecretTypes.has(type));
  if (search.isEmpty && !hasSource) return [];
  const fits = typeFilter(placeTypes);
  return resources.flatMap((resource) => {
    if (outputs.types.includes(resource.type))
      return discoveriesIn(search, resource, outputs.leaves(resource), "advisory");
    if (!fits(resource.type)) return [];
    const leaves = [...allLeaves(resource)];
    return [...discoveriesIn(search, resource, leaves, "mandatory"), ...judgeSources(resource, leaves)];
  });
}

function discoveriesIn(
  search: SecretSearch,
  { urn }: Resource,
  leaves: Iterable<PlaceLeaf>,
  level: FindingLevel,
): StackFinding[] {
  if (search.isEmpty) return [];
  return [...search.in(leaves)]
    .filter(({ secret }) => secret.of.urn !== urn)
    .map((found) => discovery(found, urn, level));
}

function discovery({ leaves, secret, isKey }: Discovery, urn: string, level: FindingLevel): StackFinding {
  const value = `the value of ${formatKeyPath(secret.keyPath)} of the ${described(secret.of)}`;
  const [first] = leaves;
  if (isKey) {
    const keyPath = `A key of ${formatKeyPath(first!.keyPath.slice(0, -1)) || "the resource"}`;
    return { level, urn, keyPath, text: `${keyPath} holds ${value}.`, fix: "remove the key, and replace the value." };
  }
  const keyPaths = leaves.map((leaf) => formatKeyPath(leaf.keyPath));
  const keyPath = keyPaths.length === 1 ? keyPaths[0]! : `${keyPaths.slice(0, -1).join(", ")} and ${keyPaths.at(-1)}`;
  const verb = keyPaths.length === 1 ? "holds" : "hold together";
  return { level, urn, keyPath, text: `${keyPath} ${verb} ${value}.`, fix: first!.fix([]) };
}

/** While a value is not known, only the resources that its property depends on tell where it comes from. */
function judgeSources(resource: StackResource, leaves: readonly PlaceLeaf[]): StackFinding[] {
  const waiting = new Map<string, PlaceLeaf[]>();
  for (const leaf of leaves) {
    const property = String((leaf.at ?? leaf.keyPath)[0]);
    if (leaf.value === unknown) waiting.set(property, [...(waiting.get(property) ?? []), leaf]);
  }
  return [...waiting].flatMap(([property, unknownLeaves]) => {
    // A checksum of the secret may be all that comes from it.
    if (unknownLeaves.some(isDigest)) return [];
    const sources = resource.sourcesOf(property);
    const whole = sources.find(({ type }) => wholeSecretTypes.has(type));
    const source = whole ?? sources.find(({ type }) => partlySecretTypes.has(type));
    if (source === undefined) return [];
    const keyPath = unknownLeaves.length === 1 ? formatKeyPath(unknownLeaves[0]!.keyPath) : property;
    const { urn } = resource;
    const from = `${keyPath} is not known yet, and comes from the ${described(source)}`;
    if (whole)
      return { level: "mandatory", urn, keyPath, text: `${from}, which is all secret.`, fix: fixOf(unknownLeaves) };
    const text = `${from}: it is judged during the update, before the resource is made.`;
    return { level: "advisory", urn, keyPath, text };
  });
}

function fixOf(leaves: readonly PlaceLeaf[]): string {
  return leaves[0]!.fix([]);
}

/** For example `RandomPassword database`. Its name in the program is no secret. */
function described({ type, name }: Pick<Resource, "type" | "name">): string {
  return `${type.slice(type.lastIndexOf(":") + 1)} ${/^[\w.:/-]{1,100}$/.test(name) ? name : "(unnamed)"}`;
}

function settings(data: ValueMap): ExampleResource {
  return { type: configMap, name: "settings", props: { data } };
}

function secretVersion(name: string, secretString: string | typeof unknown): ExampleResource {
  const secretId = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:dev/api/app-AbCdEf";
  return { type: version, name, props: { secretId, secretString } };
}
