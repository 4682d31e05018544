import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { parse } from "yaml";
import { checkDeclaration } from "../../cli/onboard/check-declaration";
import { declarationText } from "../../cli/onboard/declaration-text";
import type { NewService } from "../../cli/onboard/new-service";
import { oldSecretsStep } from "../../cli/onboard/old-secrets-step";
import { seedCommands, typedKeys } from "../../cli/onboard/seed-commands";
import { type Snippet, snippets } from "../../cli/onboard/snippet";
import type { FoundContainer, FoundKey, FoundWorkload } from "../../cli/onboard/sources/found";
import { workloadStep } from "../../cli/onboard/workload-step";
import { openProgram } from "../../cli/load-program";
import { tool, withTools } from "../tools";
import { key, orders } from "./onboard-service";
import { root } from "./run-cli";

interface PastedContainer {
  name: string;
  env: { name: string }[];
}

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
      const token = inSecret("CRM_TOKEN", "crm");
      const keys = [{ ...token, place: { ...token.place!, holdsMore: true as const } }, inSecret("HOOK_KEY", "hooks")];
      assert.deepEqual(oldSecretsStep(withGiven([app()], { groups: [{ ...orders.groups[2]!, keys }] })), onlyHooks);
    });

    withTools("who reads an old Secret, as onboard asks kubectl", ["gojq"], () => {
      it("and the look finds whoever names it", () => {
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
        const stdout = execFileSync(tool("gojq"), ["-r", program], {
          input: JSON.stringify({ items }),
          encoding: "utf8",
        });
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
