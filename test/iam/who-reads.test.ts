import assert from "node:assert/strict";
import { bareResource, type RecordedResource } from "../../cli/preview/resources";
import { unknownText, type WireProperties } from "../../cli/preview/properties";
import { readables } from "../../cli/report/access/readable";
import { declaredRoles } from "../../cli/report/access/roles";
import { type Readers, whoReads } from "../../cli/report/access/who-reads";
import { Declared } from "../../cli/report/declared";
import { policyDocument, type PolicyStatement } from "../../components/model/iam";

const location = { account: "333344445555", region: "eu-west-1" };
const iam = `arn:aws:iam::${location.account}:`;
const provider = `${iam}oidc-provider/token.actions.githubusercontent.com`;
const key = `arn:aws:kms:eu-west-1:${location.account}:key/0a1b`;

function resource(
  type: string,
  name: string,
  inputs: WireProperties,
  comesFrom: Record<string, RecordedResource> = {},
): RecordedResource {
  const propertyDependencies = Object.fromEntries(
    Object.entries(comesFrom).map(([property, { urn }]) => [property, [urn]]),
  );
  return { ...bareResource({ project: "test", stack: "prod" }, type, name, inputs), propertyDependencies };
}

/** A role with one inline policy, which a job of GitHub's takes unless said otherwise. */
function role(name: string, statements: PolicyStatement[], more: WireProperties = {}): RecordedResource[] {
  return [
    resource("aws:iam/role:Role", name, { name, assumeRolePolicy: JSON.stringify(policyDocument(gitHub)), ...more }),
    resource("aws:iam/rolePolicy:RolePolicy", name, {
      name: "own",
      role: name,
      policy: JSON.stringify(policyDocument(...statements)),
    }),
  ];
}

const gitHub: PolicyStatement = {
  Sid: "GitHub",
  Effect: "Allow",
  Principal: { Federated: provider },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: { StringEquals: { "token.actions.githubusercontent.com:sub": "repo:acme/platform:ref:refs/heads/main" } },
};

const allow = (more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Sid: "Read",
  Effect: "Allow",
  Action: "secretsmanager:GetSecretValue",
  Resource: "*",
  ...more,
});

const secret = (name: string, inputs: WireProperties = {}) =>
  resource("aws:secretsmanager/secret:Secret", name, { name, tags: { namespace: "api" }, ...inputs });

/** Who reads the only value: `role`, `role as tag=value`, `role if condition`. */
function readersOf(...resources: RecordedResource[]): string[] {
  const [only, ...more] = evaluate(resources);
  assert.deepEqual(more, []);
  return [...only!.roles].flatMap(([name, sessions]) =>
    sessions.map(({ tags, conditions }) =>
      [
        name,
        ...Object.entries(tags).map(([tag, value]) => `as ${tag}=${value}`),
        ...(conditions.length > 0 ? [`if ${conditions.join("; ")}`] : []),
      ].join(" "),
    ),
  );
}

function evaluate(resources: RecordedResource[]): Readers[] {
  const declared = new Declared(resources);
  return whoReads(readables(declared, [], location), declaredRoles(declared, iam), location);
}

describe("who reads what a program declares", () => {
  it("counts inline policies, those beside a role, and managed ones of the program", () => {
    const [bare] = role("bare", []);
    const policy = JSON.stringify(policyDocument(allow()));
    const inline = resource("aws:iam/role:Role", "inline", {
      ...bare!.inputs,
      name: "inline",
      inlinePolicies: [{ name: "own", policy }],
    });
    const managed = resource("aws:iam/policy:Policy", "reads", { name: "reads", policy });
    const arn = `${iam}policy/reads`;
    const attached = resource("aws:iam/role:Role", "attached", { ...bare!.inputs, name: "attached" });
    const attachment = resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", {
      role: "attached",
      policyArn: arn,
    });
    const listed = resource("aws:iam/role:Role", "listed", {
      ...bare!.inputs,
      name: "listed",
      managedPolicyArns: [arn],
    });
    assert.deepEqual(
      readersOf(
        secret("prod/api/app"),
        bare!,
        inline,
        managed,
        attached,
        attachment,
        listed,
        ...role("beside", [allow()]),
      ),
      ["attached", "beside", "inline", "listed"],
    );
  });

  it("takes away what a Deny, a boundary or the entry's own policy takes away", () => {
    const denied = role("denied", [allow(), allow({ Sid: "No", Effect: "Deny", Action: "secretsmanager:*" })]);
    const boundary = resource("aws:iam/policy:Policy", "boundary", {
      name: "boundary",
      policy: JSON.stringify(policyDocument(allow({ Action: "ssm:*" }))),
    });
    const bounded = role("bounded", [allow()], { permissionsBoundary: `${iam}policy/boundary` });
    assert.deepEqual(readersOf(secret("prod/api/app"), ...denied, boundary, ...bounded, ...role("free", [allow()])), [
      "free",
    ]);
    const entry = secret("prod/api/app");
    const others = policyDocument(
      { Sid: "Not", Effect: "Deny", Principal: { AWS: `${iam}role/free` }, Action: "*", Resource: "*" },
      {
        Sid: "Partner",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: "secretsmanager:Get*",
        Resource: "*",
      },
    );
    const policy = resource(
      "aws:secretsmanager/secretPolicy:SecretPolicy",
      "p",
      { policy: JSON.stringify(others) },
      { secretArn: entry },
    );
    const [found] = evaluate([entry, policy, ...role("free", [allow()]), ...role("other", [allow()])]);
    assert.deepEqual([...found!.roles.keys()], ["other"]);
    assert.deepEqual(found!.others, [{ id: "arn:aws:iam::111122223333:root", conditions: [] }]);
  });

  it("asks for the key where it is the account's own, and minds a Deny where it is AWS's", () => {
    const own = secret("prod/api/app", { kmsKeyId: key });
    const viaService = { StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" } };
    const decrypt = allow({ Sid: "Decrypt", Action: "kms:Decrypt", Resource: key, Condition: viaService });
    const elsewhere = allow({ Sid: "Decrypt", Action: "kms:Decrypt", Resource: key.replace("0a1b", "9f9f") });
    const roles = [
      ...role("decrypts", [allow(), decrypt]),
      ...role("blind", [allow()]),
      ...role("elsewhere", [allow(), elsewhere]),
    ];
    assert.deepEqual(readersOf(own, ...roles), ["decrypts"]);
    assert.deepEqual(readersOf(secret("prod/api/app"), ...roles), ["blind", "decrypts", "elsewhere"]);
    const closed = role("closed", [allow(), allow({ Sid: "No", Effect: "Deny", Action: "kms:Decrypt" })]);
    assert.deepEqual(readersOf(secret("prod/api/app"), ...closed), []);
  });

  it("names the session tag that a role has to be taken with, and only where its trust lets tags in", () => {
    const operator = role("operator", [
      allow({ Action: ["sts:AssumeRole", "sts:TagSession"], Resource: `${iam}role/store` }),
    ]);
    const sameNamespace = allow({
      Condition: { StringEquals: { "aws:ResourceTag/namespace": "${aws:PrincipalTag/team}" } },
    });
    const trust = (Action: string[], Condition: PolicyStatement["Condition"] = {}) => ({
      assumeRolePolicy: JSON.stringify(
        policyDocument({
          Sid: "Operator",
          Effect: "Allow",
          Principal: { AWS: `${iam}role/operator` },
          Action,
          Condition,
        }),
      ),
    });
    const both = ["sts:AssumeRole", "sts:TagSession"];
    const entry = secret("prod/api/app");
    const read = (more: WireProperties) => readersOf(entry, ...operator, ...role("store", [sameNamespace], more));
    assert.deepEqual(read(trust(both)), ["store as team=api"]);
    assert.deepEqual(read(trust(["sts:AssumeRole"])), []);
    assert.deepEqual(read(trust(both, { StringEquals: { "aws:RequestTag/team": "worker" } })), []);
    assert.deepEqual(read(trust(both, { StringEquals: { "aws:RequestTag/kind": "store" } })), ["store as team=api"]);
    // Within an account a trust that names a role is enough, unless the role is denied taking this one.
    const store = role("store", [sameNamespace], trust(both));
    assert.deepEqual(readersOf(entry, ...role("operator", []), ...store), ["store as team=api"]);
    const denied = allow({ Effect: "Deny", Action: "sts:AssumeRole", Resource: `${iam}role/store` });
    assert.deepEqual(readersOf(entry, ...role("operator", [denied]), ...store), []);
    // A role's own tag counts as one of each of its sessions.
    assert.deepEqual(read({ ...trust(["sts:AssumeRole"]), tags: { team: "api" } }), ["store"]);
  });

  it("says whether any tag will do, or every one but some", () => {
    const anyTag = allow({ Condition: { StringLike: { "aws:PrincipalTag/team": "?*" } } });
    const butOne = allow({
      Condition: { Null: { "aws:PrincipalTag/team": "false" }, StringNotEquals: { "aws:PrincipalTag/team": "ops" } },
    });
    const open = {
      assumeRolePolicy: JSON.stringify(
        policyDocument({ ...gitHub, Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"] }),
      ),
    };
    for (const statement of [anyTag, butOne]) {
      assert.deepEqual(readersOf(secret("prod/api/app"), ...role("job", [statement], open)), [
        "job as team=(any other value)",
      ]);
    }
  });

  it("knows which provider a session comes from", () => {
    const noJobs = allow({
      Sid: "NoJobs",
      Effect: "Deny",
      Action: "*",
      Condition: { StringEquals: { "aws:FederatedProvider": provider } },
    });
    const lambda = {
      Sid: "Function",
      Effect: "Allow" as const,
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    };
    const service = { assumeRolePolicy: JSON.stringify(policyDocument(lambda)) };
    assert.deepEqual(
      readersOf(
        secret("prod/api/app"),
        ...role("job", [allow(), noJobs]),
        ...role("function", [allow(), noJobs], service),
      ),
      ["function"],
    );
  });

  it("leaves open what depends on the request, and says what", () => {
    const statements = [
      allow({ Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }),
      allow({
        Sid: "No",
        Effect: "Deny",
        Action: "*",
        Condition: { NotIpAddress: { "aws:SourceIp": ["10.0.0.0/8"] } },
      }),
    ];
    assert.deepEqual(readersOf(secret("prod/api/app"), ...role("job", statements)), [
      "job if aws:SourceVpce StringEquals vpce-1; unless aws:SourceIp NotIpAddress 10.0.0.0/8",
    ]);
  });

  it("reads a parameter by each of its calls, a whole path included", () => {
    const parameter = resource("aws:ssm/parameter:Parameter", "p", {
      name: "/prod/api/LOG_LEVEL",
      type: "String",
      tags: {},
    });
    const arn = (path: string) => `arn:aws:ssm:eu-west-1:${location.account}:parameter${path}`;
    const by = (call: string, path: string) =>
      role(`${call}${path}`.replaceAll("/", "-"), [allow({ Action: `ssm:${call}`, Resource: arn(path) })]);
    assert.deepEqual(
      readersOf(
        parameter,
        ...by("GetParameter", "/prod/*"),
        ...by("GetParameterHistory", "/prod/api/LOG_LEVEL"),
        ...by("GetParametersByPath", "/prod"),
        ...by("GetParameter", "/prod"),
        ...by("GetParameters", "/dev/*"),
        ...by("DescribeParameters", "/prod/*"),
      ),
      ["GetParameter-prod-*", "GetParameterHistory-prod-api-LOG_LEVEL", "GetParametersByPath-prod"],
    );
  });

  it("says what it could not evaluate", () => {
    const [bare] = role("bare", []);
    const unclear = resource("aws:iam/role:Role", "unclear", {
      name: "unclear",
      assumeRolePolicy: unknownText,
      managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
    });
    const broken = resource("aws:iam/rolePolicy:RolePolicy", "broken", {
      name: "broken",
      role: "bare",
      policy: '{"Statement": 1}',
    });
    const [one, two] = declaredRoles(new Declared([bare!, unclear, broken]), iam);
    assert.deepEqual(one!.gaps, ["Its document broken could not be read."]);
    assert.deepEqual(two!.gaps, [
      "Its document trust is not known before up.",
      "What a managed policy of it, arn:aws:iam::aws:policy/AdministratorAccess, says is not known here.",
    ]);
    const entry = secret("prod/api/app", { kmsKeyId: unknownText });
    const policy = resource(
      "aws:secretsmanager/secretPolicy:SecretPolicy",
      "p",
      { policy: unknownText },
      { secretArn: entry },
    );
    assert.deepEqual(readables(new Declared([entry, policy]), [], location)[0]!.gaps, [
      "Its own policy is not known before up.",
      "Its key is not known before up: who may decrypt is not evaluated.",
    ]);
  });
});
