import assert from "node:assert/strict";
import { type DeclaredAccount, type DeclaredEntry, declaredAccount } from "./declared-account";

/** A session of a role, with the tags that come with it. */
interface Session {
  name: string;
  role: string;
  context: Record<string, string>;
}

const namespaces = ["api", "billing", "worker"];

/** Everybody who may hold credentials of an environment. The operator asks as each namespace, and checks a store with an empty one. */
const sessions: Session[] = [
  { name: "operator", role: "external-secrets", context: {} },
  ...["secrets-manager", "parameter-store"].flatMap((store) => [
    ...namespaces.map((namespace) => session(store, namespace)),
    session(store, ""),
    { name: `${store} without tags`, role: `store-aws-${store}`, context: {} },
  ]),
  { name: "deploy", role: "deploy-platform", context: {} },
  { name: "preview", role: "preview-platform", context: {} },
];

/** Roles that production alone has. */
const productionSessions: Session[] = ["event-sync", "reminders"].map((role) => ({ name: role, role, context: {} }));

function sessionsOf(environment: string): Session[] {
  return environment === "prod" ? [...sessions, ...productionSessions] : sessions;
}

function session(store: string, namespace: string): Session {
  const context = { "aws:PrincipalTag/esoNamespace": namespace };
  return { name: `${store} as ${namespace || "nobody"}`, role: `store-aws-${store}`, context };
}

/** Whose sessions read the value, by name. */
async function readers(account: DeclaredAccount, action: string, entry: DeclaredEntry): Promise<string[]> {
  const found: string[] = [];
  for (const { name, role, context } of sessionsOf(account.environment)) {
    if ((await account.mayOn(account.role(role), action, entry, context)) === "allowed") found.push(name);
  }
  return found;
}

const read = "secretsmanager:GetSecretValue";

for (const environment of ["dev", "staging", "prod"]) {
  describe(`who can read what in ${environment}`, () => {
    let account: DeclaredAccount;
    before(async () => {
      account = await declaredAccount(environment);
    });
    // Where generated values are allowed, the provider reads back what it wrote: prod has none, and closes this.
    const deploy = environment === "prod" ? [] : ["deploy"];

    it("is a question about every role and all entries", () => {
      assert.equal(account.roles.length, new Set(sessionsOf(environment).map(({ role }) => role)).size);
      assert.ok(account.secrets.length >= 5 && account.parameters.length >= 5);
    });

    it("a secret: its namespace, through the store of secrets, and nobody else", async () => {
      const matrix = Object.fromEntries(
        await Promise.all(
          account.secrets.map(async (secret) => [secret.name, await readers(account, read, secret)] as const),
        ),
      );
      const wanted = account.secrets.map(({ name }) => [name, [`secrets-manager as ${name.split("/")[1]}`, ...deploy]]);
      assert.deepEqual(matrix, Object.fromEntries(wanted));
    });

    it("a parameter: its namespace, through the store of parameters, and whoever reads the stack's state", async () => {
      const matrix = Object.fromEntries(
        await Promise.all(
          account.parameters.map(
            async (parameter) => [parameter.name, await readers(account, "ssm:GetParameter", parameter)] as const,
          ),
        ),
      );
      const wanted = account.parameters.map(({ name }) => [
        name,
        [`parameter-store as ${name.split("/")[2]}`, "deploy", "preview"],
      ]);
      assert.deepEqual(matrix, Object.fromEntries(wanted));
    });

    it("a master password that RDS owns: the namespace that the declaration names", async () => {
      const [arn] = ownedArns(account);
      const owned: DeclaredEntry = { name: arn!, arn: arn!, tags: {}, policy: undefined };
      assert.deepEqual(await readers(account, read, owned), ["secrets-manager as billing"]);
    });

    it("entries of others: nobody", async () => {
      const names = [
        `${environment}2/api/app-AbCdEf`,
        "other/api/app-AbCdEf",
        "rds!db-ffffffff-0000-4000-8000-000000000000-AbCdEf",
      ];
      for (const name of names) {
        const arn = account.arn("secretsmanager", `secret:${name}`);
        const entry = { name, arn, tags: { namespace: "api" }, policy: undefined };
        assert.deepEqual(await readers(account, read, entry), [], name);
      }
    });

    it("an entry without a tag, or with an empty one: no store", async () => {
      const { policy } = account.secrets[0]!;
      const arn = account.arn("secretsmanager", `secret:${environment}/stray/app-AbCdEf`);
      const untagged: Record<string, string>[] = [{}, { namespace: "" }];
      for (const tags of untagged) {
        assert.deepEqual(await readers(account, read, { name: "stray", arn, tags, policy }), deploy);
      }
    });
  });
}

/** ARNs that a store's policy names one by one: those of entries that carry no tag of ours. */
function ownedArns(account: DeclaredAccount): string[] {
  const statements = account.role("store-aws-secrets-manager").policies.flatMap(({ Statement }) => Statement);
  return statements.flatMap(({ Resource }) => Resource ?? []).filter((arn) => arn.includes(":secret:rds!"));
}
