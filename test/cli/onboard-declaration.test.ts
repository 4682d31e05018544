import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as prettier from "prettier";
import ts from "typescript";
import { parse } from "yaml";
import { checkDeclaration } from "../../cli/onboard/check-declaration";
import { declarationText } from "../../cli/onboard/declaration-text";
import type { NewGroup, NewService } from "../../cli/onboard/new-service";
import { type Snippet, snippets } from "../../cli/onboard/snippet";
import { seedCommands, typedKeys } from "../../cli/onboard/seed-commands";
import type { FoundContainer, FoundKey, FoundWorkload } from "../../cli/onboard/sources/found";
import { oldSecretsStep } from "../../cli/onboard/old-secrets-step";
import { workloadStep } from "../../cli/onboard/workload-step";
import { openProgram } from "../../cli/load-program";
import { root } from "./run-cli";

interface PastedContainer {
  name: string;
  env: { name: string }[];
}

const key = (variable: string, more: Partial<FoundKey> = {}): FoundKey => ({
  reads: variable,
  variable,
  meaning: "credential",
  ...more,
});

const database: NewGroup = {
  name: "database",
  comment: ["A function of AWS's changes the password."],
  keys: [],
  database: {
    group: "database",
    urlKey: "DB_URL",
    members: [
      { part: "host", key: key("DB_HOST", { meaning: "setting" }) },
      { part: "username", key: key("DB_USER", { meaning: "setting" }) },
      {
        part: "password",
        key: key("DB_PASSWORD", { place: { kind: "Secret", name: "orders-db", namespace: "shop", key: "pw" } }),
      },
      { part: "name", key: key("DB_NAME", { meaning: "setting" }) },
    ],
    address: { engine: "postgres", host: "orders.{environment}.db.example.com", name: "orders", port: 5433 },
    instanceIdentifier: "orders-{environment}",
  },
  rotation: "database",
};

const orders: NewService = {
  name: "orders",
  namespace: "shop",
  owner: { team: "shop", address: "shop@example.com" },
  runbook: "https://runbooks.example.com/orders",
  workloads: [{ kind: "Deployment", name: "orders" }],
  groups: [
    database,
    {
      name: "stripe",
      comment: ["Stripe secret key. Whoever has it moves money and reads customers' data."],
      keys: [
        key("STRIPE_SECRET_KEY", {
          place: { kind: "ConfigMap", name: "orders", namespace: "shop", key: "stripe-key" },
        }),
      ],
      rotation: 90,
      runbook: "https://dashboard.stripe.com/apikeys",
    },
    {
      name: "app",
      comment: [],
      keys: [
        key("API_TOKEN", { reads: "apiToken", place: { kind: "CronJob", name: "orders", key: "apiToken" } }),
        key("HOOK_KEY"),
      ],
      rotation: 30,
    },
  ],
  settings: [{ key: key("LOG_LEVEL", { meaning: "setting" }), value: "info" }],
  left: [],
  given: [],
};

const text = `import { defineService, perEnvironment } from "../components/model";

/** What Deployment orders of namespace shop reads. Values are put with strongroom seed, never here. */
export default defineService({
  name: "orders",
  namespace: "shop",
  owner: { team: "shop", address: "shop@example.com" },
  runbook: "https://runbooks.example.com/orders",
  workloads: [{ kind: "Deployment", name: "orders" }],
  groups: {
    // A function of AWS's changes the password.
    database: {
      database: {
        engine: "postgres",
        host: perEnvironment({ default: ({ name }) => \`orders.\${name}.db.example.com\` }),
        port: 5433,
        name: "orders",
        instanceIdentifier: perEnvironment({ default: ({ name }) => \`orders-\${name}\` }),
        urlKey: "DB_URL",
      },
      rotation: { mode: "database" },
    },
    // Stripe secret key. Whoever has it moves money and reads customers' data.
    stripe: {
      keys: { STRIPE_SECRET_KEY: { value: "provided" } },
      rotation: { mode: "manual", intervalDays: 90, runbook: "https://dashboard.stripe.com/apikeys" },
    },
    app: {
      keys: {
        API_TOKEN: { value: "provided" },
        HOOK_KEY: { value: "provided" },
      },
      rotation: { mode: "manual", intervalDays: 30 },
    },
  },
  parameters: {
    LOG_LEVEL: "info",
  },
});
`;

describe("the file of a service", function () {
  this.timeout(120_000);

  it("is a declaration, as people write them", () => {
    assert.equal(declarationText(orders, "../components/model"), text);
  });

  it("is as the formatter would write it, whatever it holds", async () => {
    const settings = {
      ...(await prettier.resolveConfig(path.join(root, "services", "orders.ts"))),
      parser: "typescript",
    };
    for (let seed = 1; seed <= 200; seed++) {
      const made = declarationText(arbitrary(seed), "../components/model");
      assert.equal(made, await prettier.format(made, settings), `seed ${seed}`);
    }
  });

  it("has no type errors", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-declarations-"));
    try {
      const files = [orders, ...Array.from({ length: 20 }, (_, index) => arbitrary(index + 1))].map(
        (service, index) => {
          const file = path.join(folder, `service${index}.ts`);
          fs.writeFileSync(file, declarationText(service, path.join(root, "components", "model")));
          return file;
        },
      );
      const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), (file) => ts.sys.readFile(file)) as {
        config: object;
      };
      const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
      const problems = ts.getPreEmitDiagnostics(ts.createProgram(files, { ...options, noEmit: true, noCheck: false }));
      assert.deepEqual(
        problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
        [],
      );
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  describe("before it is written", () => {
    const program = openProgram(root);
    const file = path.join(program.services, "orders.ts");

    it("goes through the schema and the rules of the environment, beside all other services", () => {
      const { service, refusals, program: loaded } = checkDeclaration(program, "dev", { file, text });
      assert.equal(service.groups["database"]!.database!.host, "orders.dev.db.example.com");
      assert.deepEqual(
        loaded.services.map(({ name }) => name),
        ["api", "billing", "orders", "worker"],
      );
      assert.deepEqual(refusals, [
        {
          environment: "prod",
          message:
            'A service declaration is wrong:\n  services/orders.ts: groups.database.rotation.superuserSecretArn: is missing, and prod rotates by alternating users, whom a superuser makes: write the full ARN of its entry, "arn:aws:secretsmanager:eu-west-1:333344445555:secret:rds!...", or strategy: "single-user", with which new connections fail until the next sync',
        },
      ]);
    });

    it("is refused with every problem", () => {
      const wrong = text.replace("intervalDays: 90", "intervalDays: 900").replace("shop@example.com", "shop");
      assert.throws(() => checkDeclaration(program, "dev", { file, text: wrong }), {
        name: "UserError",
        message: [
          "Service declarations are wrong:",
          "  services/orders.ts: groups.stripe.rotation.intervalDays: the longest interval is 900 days; wanted at most 92 for credentials other than a database's",
          '  services/orders.ts: owner.address: wanted an e-mail address that reaches the team, e.g. "payments@example.com"',
          "Nothing was written.",
          "Fix: give other values, and run this again.",
        ].join("\n"),
      });
    });
  });
});

describe("what follows from a service's file", () => {
  const program = openProgram(root);
  const check = (service: NewService) =>
    checkDeclaration(program, "dev", {
      file: path.join(program.services, "orders.ts"),
      text: declarationText(service, "../components/model"),
    }).service;

  it("is what the workload pastes in, under the names that it reads", () => {
    const [{ text }, ...others] = snippets(orders, check(orders)) as [Snippet, ...Snippet[]];
    assert.deepEqual(others, []);
    const lines = text.split("\n");
    assert.deepEqual(lines.slice(0, 9), [
      "metadata:",
      "  annotations:",
      "    secret.reloader.stakater.com/reload: orders-secrets,orders-parameters",
      "spec:",
      "  template:",
      "    spec:",
      "      containers:",
      "        - name: orders",
      "          env:",
    ]);
    const pairs = lines.flatMap((line, at) =>
      line.startsWith("            - name: ")
        ? [`${line.slice(20)} <- ${lines[at + 3]!.trim().slice(6)}/${lines[at + 4]!.trim().slice(5)}`]
        : [],
    );
    assert.deepEqual(pairs, [
      "DB_HOST <- orders-secrets/DB_HOST",
      "DB_USER <- orders-secrets/DB_USERNAME",
      "DB_PASSWORD <- orders-secrets/DB_PASSWORD",
      "DB_NAME <- orders-secrets/DB_NAME",
      "STRIPE_SECRET_KEY <- orders-secrets/STRIPE_SECRET_KEY",
      "apiToken <- orders-secrets/API_TOKEN",
      "HOOK_KEY <- orders-secrets/HOOK_KEY",
      "LOG_LEVEL <- orders-parameters/LOG_LEVEL",
    ]);
    assert.ok(lines.includes("                  optional: false"));
  });

  it("is everything that the service keeps, where nobody said what the workload reads", () => {
    const typed: NewService = {
      ...orders,
      workloads: [{ kind: "CronJob", name: "orders" }],
      groups: [{ ...orders.groups[1]!, keys: [key("STRIPE_SECRET_KEY")] }],
      settings: [],
    };
    assert.equal(
      snippets(typed, check(typed))[0]!.text,
      [
        "metadata:",
        "  annotations:",
        "    secret.reloader.stakater.com/reload: orders-secrets",
        "spec:",
        "  jobTemplate:",
        "    spec:",
        "      template:",
        "        spec:",
        "          containers:",
        "            - name: orders",
        "              env:",
        "                - name: STRIPE_SECRET_KEY",
        "                  valueFrom:",
        "                    secretKeyRef:",
        "                      name: orders-secrets",
        "                      key: STRIPE_SECRET_KEY",
        "                      optional: false",
        "",
      ].join("\n"),
    );
  });

  const inSecret = (variable: string, name: string): FoundKey =>
    key(variable, { place: { kind: "Secret", name, namespace: "shop", key: variable } });
  const reading = (name: string, ...variables: string[]): FoundContainer => ({
    name,
    field: "containers",
    reads: variables.map((variable) => ({ reads: variable, variable })),
  });
  const given = (kind: FoundWorkload["kind"], name: string, containers: FoundContainer[]): FoundWorkload => {
    const variables = containers.flatMap(({ reads }) => reads.map(({ variable }) => variable));
    const secrets = variables.map((variable) => ({ secret: variable === "CRM_TOKEN" ? "crm" : "hooks", variable }));
    return { kind, name, containers, secrets, readsMore: false };
  };
  const withGiven = (workloads: FoundWorkload[], more: Partial<NewService> = {}): NewService => ({
    ...orders,
    workloads: workloads.map(({ kind, name }) => ({ kind, name })),
    groups: [
      { ...orders.groups[2]!, keys: [inSecret("CRM_TOKEN", "crm"), inSecret("HOOK_KEY", "hooks"), key("TYPED_KEY")] },
    ],
    given: workloads,
    ...more,
  });

  /** Where each container of the first snippet stands, and what it reads. */
  const placed = (text: string): unknown => {
    const { spec } = parse(text) as { spec: Record<string, { spec: Record<string, PastedContainer[]> }> };
    const fields = Object.entries(spec["template"]!.spec);
    return fields.map(([field, containers]) => [
      field,
      ...containers.map(({ name, env }) => `${name}: ${env.map((one) => one.name).join(" ")}`),
    ]);
  };

  it("goes to the containers that read it, with what nobody is known to read beside the most", () => {
    const web = given("Deployment", "orders", [
      { ...reading("migrate", "HOOK_KEY"), field: "initContainers" },
      { ...reading("wait"), field: "initContainers" },
      reading("istio-proxy", "LOG_LEVEL"),
      reading("app", "CRM_TOKEN", "HOOK_KEY"),
      { ...reading("idle"), reads: [{ reads: "UNKNOWN", variable: "UNKNOWN" }] },
    ]);
    const declared = withGiven([web]);
    assert.deepEqual(placed(snippets(declared, check(declared))[0]!.text), [
      ["initContainers", "migrate: HOOK_KEY"],
      ["containers", "istio-proxy: LOG_LEVEL", "app: CRM_TOKEN HOOK_KEY TYPED_KEY"],
    ]);
    const silent = withGiven([given("Deployment", "orders", [reading("istio-proxy"), reading("orders")])]);
    assert.deepEqual(placed(snippets(silent, check(silent))[0]!.text), [
      ["containers", "orders: CRM_TOKEN HOOK_KEY TYPED_KEY LOG_LEVEL"],
    ]);
  });

  it("keeps the spelling of each container", () => {
    const spelt = {
      ...reading("app"),
      reads: ["crmToken", "CRM_TOKEN"].map((reads) => ({ reads, variable: "CRM_TOKEN" })),
    };
    const declared = withGiven([given("Deployment", "orders", [spelt, reading("side", "CRM_TOKEN")])], {
      settings: [],
    });
    assert.deepEqual(placed(snippets(declared, check(declared))[0]!.text), [
      ["containers", "app: crmToken CRM_TOKEN HOOK_KEY TYPED_KEY", "side: CRM_TOKEN"],
    ]);
  });

  it("is told workload by workload, and of one that reads more than was given that it does", () => {
    const app = [reading("app", "CRM_TOKEN", "HOOK_KEY", "LOG_LEVEL", "TYPED_KEY")];
    const night: FoundWorkload = { ...given("CronJob", "night", [reading("night")]), readsMore: true };
    const workloads = [
      given("Deployment", "orders", app),
      given("StatefulSet", "queue", app),
      given("CronJob", "daily", [reading("daily", "CRM_TOKEN")]),
      night,
    ];
    const declared = withGiven(workloads);
    const lines = workloadStep(declared, check(declared)).split("\n");
    assert.deepEqual(
      lines.filter((line) => !line.startsWith("  ")),
      [
        "Into the manifest of Deployment orders, in the place of what it reads now, and into StatefulSet queue likewise:",
        "Into that of CronJob daily:",
        "CronJob night reads all of an object that was not given: paste in what it needs.",
      ],
    );
    assert.deepEqual(lines.slice(lines.indexOf("Into that of CronJob daily:") + 1, -1), [
      "  metadata:",
      "    annotations:",
      "      secret.reloader.stakater.com/reload: orders-secrets,orders-parameters",
      "  spec:",
      "    jobTemplate:",
      "      spec:",
      "        template:",
      "          spec:",
      "            containers:",
      "              - name: daily",
      "                env:",
      "                  - name: CRM_TOKEN",
      "                    valueFrom:",
      "                      secretKeyRef:",
      "                        name: orders-secrets",
      "                        key: CRM_TOKEN",
      "                        optional: false",
    ]);
  });

  describe("is the end of a Secret", () => {
    const app = (): FoundWorkload => given("Deployment", "orders", [reading("app", "CRM_TOKEN", "HOOK_KEY")]);
    const look = (name: string): string =>
      "  kubectl get pods,deployments,statefulsets,daemonsets,jobs,cronjobs,ingresses,serviceaccounts --namespace shop --output json |\n" +
      `    jq -r '.items[] | select(any(.. | objects | to_entries[] | select(.key | test("secret"; "i")).value | ..; . == "${name}")) | "\\(.kind) \\(.metadata.name)"'`;
    const onlyHooks = [
      `Delete Secret hooks: nothing that was given reads it any more. First look who else does:\n${look("hooks")}`,
    ];

    it("where nothing that was given reads it any more", () => {
      const both =
        "Delete Secret crm, Secret hooks: nothing that was given reads them any more. First look who else does:";
      assert.deepEqual(oldSecretsStep(withGiven([app()])), [`${both}\n${look("crm")}\n${look("hooks")}`]);
      assert.deepEqual(oldSecretsStep(orders).length, 1);
    });

    it("but not where something still does: whole, as files, by a variable that stays, in a workload that stays", () => {
      const night: FoundWorkload = { ...given("CronJob", "night", []), secrets: [{ secret: "crm" }], readsMore: true };
      assert.deepEqual(oldSecretsStep(withGiven([app(), night])), onlyHooks);
      assert.deepEqual(oldSecretsStep(withGiven([app()], { left: [inSecret("CRM_TOKEN", "crm")] })), onlyHooks);
      const apart = given("Job", "apart", [reading("apart", "CRM_TOKEN")]);
      assert.deepEqual(oldSecretsStep({ ...withGiven([app()]), given: [app(), apart] }), onlyHooks);
      assert.deepEqual(oldSecretsStep({ ...withGiven([app()]), workloads: [] }), []);
    });

    it("and the look finds whoever names it", function () {
      const spec = (pod: object): object => ({ spec: { template: { spec: pod } } });
      const items = [
        {
          kind: "Deployment",
          ...spec({ containers: [{ env: [{ valueFrom: { secretKeyRef: { name: "hooks" } } }] }] }),
        },
        { kind: "Deployment", ...spec({ containers: [{ envFrom: [{ secretRef: { name: "hooks" } }] }] }) },
        { kind: "Deployment", ...spec({ volumes: [{ secret: { secretName: "hooks" } }] }) },
        { kind: "Deployment", ...spec({ volumes: [{ projected: { sources: [{ secret: { name: "hooks" } }] } }] }) },
        { kind: "Ingress", spec: { tls: [{ secretName: "hooks" }] } },
        { kind: "ServiceAccount", imagePullSecrets: [{ name: "hooks" }] },
        { kind: "Pod", spec: { containers: [{ name: "hooks", envFrom: [{ configMapRef: { name: "hooks" } }] }] } },
      ].map((item, at) => ({ ...item, metadata: { name: `n${at}` } }));
      const [, program = ""] = /jq -r '(.+)'$/.exec(look("hooks")) ?? [];
      const { status, stdout, error } = spawnSync("jq", ["-r", program], {
        input: JSON.stringify({ items }),
        encoding: "utf8",
      });
      if (error !== undefined) this.skip();
      assert.equal(status, 0);
      assert.deepEqual(stdout.trim().split("\n"), [
        "Deployment n0",
        "Deployment n1",
        "Deployment n2",
        "Deployment n3",
        "Ingress n4",
        "ServiceAccount n5",
      ]);
    });
  });

  it("is how values get from where they lie into the entries, and what has to be typed", () => {
    assert.deepEqual(seedCommands("dev", orders), [
      [
        "kubectl get secret orders-db --namespace shop --output json |",
        `  jq '.data | map_values(@base64d) | { "database": { "password": .["pw"] } }' |`,
        "  npx strongroom seed dev orders",
      ].join("\n"),
      [
        "kubectl get configmap orders --namespace shop --output json |",
        `  jq '.data | { "stripe": { "STRIPE_SECRET_KEY": .["stripe-key"] } }' |`,
        "  npx strongroom seed dev orders",
      ].join("\n"),
      [
        "kubectl get cronjob orders --namespace shop --output json |",
        `  jq '[.. | .env? | arrays | .[] | select(.value) | { (.name): .value }] | add | { "app": { "API_TOKEN": .["apiToken"] } }' |`,
        "  npx strongroom seed dev orders",
      ].join("\n"),
    ]);
    assert.deepEqual(typedKeys(orders), ["username", "HOOK_KEY"]);
  });
});

/** A service made of a number: long and short names, one key and many, quotes of both kinds. */
function arbitrary(seed: number): NewService {
  let state = seed * 2_654_435_761;
  const next = (below: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 12_345) >>> 0;
    return state % below;
  };
  const word = (longest: number): string => "abcdefghij".repeat(20).slice(next(10), next(10) + 1 + next(longest));
  const variable = (longest: number, index: number): string => `K${index}_${word(longest).toUpperCase() || "X"}`;
  const value = (): string =>
    Array.from({ length: 1 + next(160) })
      .map(() => "abc \"'\\`$\n{}é/:漢\u0301"[next(17)])
      .join("")
      .replace("{{", "{");
  const keys = (count: number): FoundKey[] => Array.from({ length: count }, (_, index) => key(variable(100, index)));
  return {
    name: `s${word(20)}`.slice(0, 39),
    namespace: `n${word(20)}`.slice(0, 39),
    owner: { team: `team ${word(100)}`, address: `${word(60)}@example.com` },
    runbook: `https://runbooks.example.com/${word(160)}`,
    workloads: Array.from({ length: 1 + next(3) }, (_, index) => ({
      kind: (["Deployment", "StatefulSet", "CronJob"] as const)[next(3)]!,
      name: `w${index}${word(30)}`.slice(0, 39),
    })),
    groups: Array.from({ length: next(4) }, (_, index): NewGroup => {
      const name = `g${index}${next(2) === 0 ? "-" : ""}${word(12)}`;
      const comment = Array.from({ length: next(3) }, () => `About ${word(60)}.`);
      if (next(2) === 0) {
        const host = `${word(80)}.{environment}.${word(40)}.example.com`;
        const address = { engine: "postgres" as const, host, name: word(60), ...(next(2) === 0 && { port: 5432 }) };
        const urlKey = next(2) === 0 ? "DATABASE_URL" : `${variable(60, index)}_URL`;
        return {
          name,
          comment,
          keys: [],
          database: { group: name, urlKey, members: [], address },
          rotation: (["database", "rds-managed", 30] as const)[next(3)]!,
        };
      }
      const runbook = next(2) === 0 ? {} : { runbook: `https://example.com/${word(120)}` };
      return { name, comment, keys: keys(1 + next(4)), rotation: 1 + next(92), ...runbook };
    }),
    settings: keys(next(5)).map((one) => ({ key: one, value: value() })),
    left: [],
    given: [],
  };
}
