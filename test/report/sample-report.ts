import type { EnvironmentReport, ReportEntry, ReportValue } from "../../report/documents/report";

/** A name that ends every context that it could stand in, if it were not escaped. */
export const hostile = `"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script></style></title>'--><b>|\`[a](javascript:alert(1))`;

/** A report with something of everything: late, due, unknown, a finding that blocks, exemptions, a store that cannot read. */
export function sampleReport(): EnvironmentReport {
  const entries = [
    entry("api", "apple", {
      state: "overdue",
      days: 14,
      lastRotated: "2026-08-10",
      due: "2026-11-10",
      intervalDays: 92,
    }),
    entry("api", "app", { state: "due", days: 5, lastRotated: "2026-08-31", due: "2026-11-29" }),
    entry("api", "database", {
      mode: "database",
      kind: "database",
      intervalDays: 30,
      state: "unknown",
      notes: ["prod/api/database has never been rotated by AWS."],
    }),
    entry("worker", "tracking", {
      owner: "fulfilment <fulfilment@example.com>",
      state: "awaiting-seed",
      awaitingSeed: true,
      consumers: ["Deployment/worker", "CronJob/worker-retry"],
    }),
    entry("billing", "invoicing", {
      owner: "payments <payments@example.com>",
      state: "ok",
      days: 55,
      lastRotated: "2026-10-20",
      due: "2027-01-18",
    }),
  ];
  return {
    version: 1,
    program: "strongroom",
    environment: "prod",
    stacks: ["prod"],
    account: "333344445555",
    region: "eu-west-1",
    today: "2026-11-24",
    live: false,
    entries,
    access: {
      roles: [
        role("strongroom-prod-external-secrets", "Becomes a store, reads nothing itself.", {
          kind: "web identity",
          id: "arn:aws:iam::333344445555:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/3B2A9C5E7F1D4680ACE135792468BDF0",
          conditions: [
            "oidc.eks.eu-west-1.amazonaws.com/id/3B2A9C5E7F1D4680ACE135792468BDF0:sub StringEquals system:serviceaccount:external-secrets:external-secrets",
          ],
        }),
        role("strongroom-prod-store-aws-secrets-manager", "Reads entries of prod.", {
          kind: "role",
          id: "strongroom-prod-external-secrets",
          conditions: ["aws:RequestTag/esoStoreName StringEquals aws-secrets-manager"],
        }),
        role("strongroom-prod-deploy-platform", "Deploys.", {
          kind: "web identity",
          id: "arn:aws:iam::333344445555:oidc-provider/token.actions.githubusercontent.com",
          conditions: ["token.actions.githubusercontent.com:sub StringEquals repo:acme/platform:environment:prod"],
        }),
      ],
      values: [
        ...entries.map((item) => value(item.entry, item.service)),
        {
          ...value("/prod/api/LOG_LEVEL", "api"),
          kind: "parameter",
          encryption: "none",
          readers: [
            {
              role: "strongroom-prod-deploy-platform",
              tags: {},
              takenBy: [],
              conditions: ["aws:SourceVpce StringEquals vpce-1"],
            },
          ],
          gaps: ["Its key is not known before up."],
        },
      ],
    },
    picture: {
      nodes: [
        { id: "service:api", kind: "service", name: "api", detail: "Deployment/api" },
        ...entries.map(({ entry: name, mode }) => ({
          id: `secret:${name}`,
          kind: "secret" as const,
          name,
          detail: mode,
        })),
        { id: "parameters:api", kind: "parameters", name: "1 parameter", detail: "" },
        { id: "service:worker", kind: "service", name: "worker", detail: "Deployment/worker, CronJob/worker-retry" },
        { id: "service:billing", kind: "service", name: "billing", detail: "Deployment/billing" },
        { id: "store:secrets", kind: "store", name: "aws-secrets-manager", detail: "SecretsManager" },
        { id: "role:store", kind: "role", name: "strongroom-prod-store-aws-secrets-manager", detail: "" },
        { id: "role:operator", kind: "role", name: "strongroom-prod-external-secrets", detail: "" },
      ],
      edges: [
        ...entries.map(({ service, entry: name }) => ({
          from: `service:${service}`,
          to: `secret:${name}`,
          reads: null,
        })),
        { from: "service:api", to: "parameters:api", reads: null },
        ...entries.map(({ entry: name }) => ({ from: `secret:${name}`, to: "store:secrets", reads: true })),
        { from: "parameters:api", to: "store:secrets", reads: false },
        { from: "store:secrets", to: "role:store", reads: null },
        { from: "role:store", to: "role:operator", reads: null },
      ],
    },
    guard: {
      blocked: true,
      resources: 136,
      findings: [
        {
          level: "mandatory",
          severity: "high",
          rule: "configmap-secrets",
          type: "kubernetes:core/v1:ConfigMap",
          name: "api",
          message:
            'ConfigMaps hold no credentials.\ndata["APPLE_SHARED_SECRET"] holds a shared secret (named-credential, 32 characters, masked).\nFix: declare APPLE_SHARED_SECRET in a group of services/api.ts, and read it with secretKeyRef.',
        },
      ],
      rules: [
        {
          id: "configmap-secrets",
          description: "ConfigMaps hold no credentials.",
          level: "mandatory",
          severity: "high",
          findings: 1,
        },
        {
          id: "secret-rotation",
          description: "Every secret rotates.",
          level: "disabled",
          severity: "medium",
          findings: 0,
        },
      ],
      exemptions: [
        exemption("workload-secrets", "old-settings", "2026-11-20", -4, "expired"),
        exemption("secret-rotation", "legacy-*", "2026-11-30", 6, "expires soon"),
        exemption("configmap-secrets", "legacy-*", "2027-01-31", 68, "in force"),
      ],
      notOpened: [
        { subject: "kubernetes:yaml/v2:ConfigGroup manifests", reason: "its children are made by its provider" },
      ],
    },
    notes: ["Values are awaited. Type: npx strongroom seed prod worker"],
  };
}

/** The same, split by team: of the team's stack come an entry, a finding, an exemption, and a rule at a level of its own. */
export function splitReport(): EnvironmentReport {
  const report = sampleReport();
  const stack = "prod-payments";
  const { findings, rules, exemptions } = report.guard;
  return {
    ...report,
    stacks: ["prod", stack],
    entries: report.entries.map((item) => (item.service === "billing" ? { ...item, stack } : item)),
    guard: {
      ...report.guard,
      findings: findings.map((finding) => ({ ...finding, stack })),
      rules: [...rules, { ...rules[0]!, stack, level: "advisory", findings: 0 }],
      exemptions: exemptions.map((one, index) => (index === 0 ? { ...one, stack } : one)),
    },
  };
}

/** The same with a hostile text in the place of every name, reason and message. Days, states and kinds stay. */
export function hostileReport(): EnvironmentReport {
  const report = sampleReport();
  const kept = new Set([
    "today",
    "state",
    "mode",
    "kind",
    "level",
    "lastRotated",
    "due",
    "expires",
    "encryption",
    "id",
    "from",
    "to",
  ]);
  const spoil = (value: unknown, key = "", at = ""): unknown => {
    if (typeof value === "string") return kept.has(key) ? value : `${hostile} ${at}`;
    if (Array.isArray(value)) return value.map((item, index) => spoil(item, key, `${at}.${index}`));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, spoil(item, name, `${at}.${name}`)]));
  };
  return spoil(report) as EnvironmentReport;
}

/** Many services with two secrets each. */
export function largeReport(services: number): EnvironmentReport {
  const report = sampleReport();
  const names = Array.from({ length: services }, (_, index) => `service-${String(index).padStart(4, "0")}`);
  const entries = names.flatMap((name) => [
    entry(name, "app", { state: "ok", days: 30, lastRotated: "2026-09-25", due: "2026-12-24" }),
    entry(name, "keys", { state: "unknown" }),
  ]);
  return {
    ...report,
    entries,
    access: { ...report.access, values: entries.map((item) => value(item.entry, item.service)) },
    picture: {
      nodes: [
        ...names.map((name) => ({ id: `service:${name}`, kind: "service" as const, name, detail: "" })),
        ...entries.map(({ entry: name }) => ({ id: `secret:${name}`, kind: "secret" as const, name, detail: "" })),
        { id: "store:secrets", kind: "store", name: "aws-secrets-manager", detail: "" },
      ],
      edges: entries.flatMap(({ service, entry: name }) => [
        { from: `service:${service}`, to: `secret:${name}`, reads: null },
        { from: `secret:${name}`, to: "store:secrets", reads: name === "prod/service-0003/keys" ? false : true },
      ]),
    },
  };
}

function entry(service: string, group: string, given: Partial<ReportEntry>): ReportEntry {
  return {
    environment: "prod",
    entry: `prod/${service}/${group}`,
    service,
    group,
    namespace: service,
    owner: "api <api-team@example.com>",
    runbook: `https://runbooks.example.com/${service}`,
    mode: "manual",
    kind: "application",
    intervalDays: 90,
    lastRotated: null,
    due: null,
    awaitingSeed: false,
    consumers: [`Deployment/${service}`],
    state: "unknown",
    days: null,
    notes: [],
    ...given,
  };
}

function value(name: string, service: string): ReportValue {
  return {
    kind: "secret",
    name,
    service,
    encryption: "customer-key",
    readers: [
      {
        role: "strongroom-prod-store-aws-secrets-manager",
        tags: { esoNamespace: service },
        takenBy: ["strongroom-prod-external-secrets"],
        conditions: [],
      },
    ],
    rotatedBy: name.endsWith("database")
      ? ["arn:aws:lambda:eu-west-1:333344445555:function:strongroom-prod-postgres"]
      : [],
    others: name.endsWith("apple") ? [{ id: "arn:aws:iam::111122223333:role/partner", conditions: [] }] : [],
    gaps: [],
  };
}

function role(
  name: string,
  description: string,
  taker: EnvironmentReport["access"]["roles"][number]["takers"][number],
): EnvironmentReport["access"]["roles"][number] {
  const arn = `arn:aws:iam::333344445555:role/strongroom/prod/${name}`;
  return { name, arn, description, boundary: "strongroom-prod-boundary", takers: [taker], gaps: [] };
}

function exemption(
  rule: string,
  resource: string,
  expires: string,
  days: number,
  state: EnvironmentReport["guard"]["exemptions"][number]["state"],
): EnvironmentReport["guard"]["exemptions"][number] {
  const reason = "Moves to Secrets Manager with the next release.";
  return { rule, resource, keyPath: null, reason, owner: "payments@example.com", expires, days, state };
}
