import assert from "node:assert/strict";
import { accountLines } from "../../cli/doctor/account";
import { type ClusterFacts, clusterLines } from "../../cli/doctor/cluster";
import type { DeploymentFacts } from "../../cli/doctor/deployments";
import { expectedInCluster } from "../../cli/doctor/expected";
import { type MachineFacts, machineLines } from "../../cli/doctor/machine";
import { failedBy, reading } from "../../cli/doctor/reading";
import { secretLines } from "../../cli/doctor/secrets";
import { type StateFacts, stateLines } from "../../cli/doctor/state";
import { inventoryItems } from "../../cli/inventory/items";
import type { EntryDates } from "../../cli/aws/entry-dates";
import { loadProgram } from "../../cli/load-program";
import { UserError } from "../../cli/user-error";
import type { CheckLine } from "../../report/doctor-report";
import { root } from "./run-cli";

const failed = { failed: { found: "it was refused.", fix: "ask." } };

/** Lines of one check as a reader sees them. */
function shown(lines: readonly CheckLine[], check: string): string[] {
  const chosen = lines.filter((line) => line.check === check);
  return chosen.map(({ state, found, fix }) => `${state}: ${found}${fix === undefined ? "" : ` Fix: ${fix}`}`);
}

describe("what the doctor says of this machine", () => {
  const good: MachineFacts = {
    node: { version: "20.20.2", wanted: ">=20.19" },
    sdk: "3.248.0",
    pulumi: { value: { said: "v3.259.0\n" } },
    aws: { value: { said: "aws-cli/2.31.0 Python/3.13.7 Linux/6.8.0 exe/x86_64\n" } },
    region: { value: "eu-west-1" },
  };
  const prod = { name: "prod", region: "eu-west-1" };
  const install = "https://www.pulumi.com/docs/iac/download-install/";
  const awsInstall = "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html";

  it("is a line each where all is well", () => {
    assert.deepEqual(machineLines(good, prod), [
      { check: "Node", state: "ok", found: "20.20.2; wanted 20.19 or newer" },
      { check: "Pulumi CLI", state: "ok", found: "3.259.0; the SDK of the program is 3.248.0" },
      { check: "AWS CLI", state: "ok", found: "2.31.0" },
      { check: "AWS region", state: "ok", found: "eu-west-1, that of prod" },
    ]);
  });

  for (const [what, check, facts, line] of [
    [
      "a Node that is too old",
      "Node",
      { node: { version: "20.9.0", wanted: ">=20.19" } },
      "problem: 20.9.0; wanted 20.19 or newer. Fix: install it: https://nodejs.org/en/download, or nvm install 20.",
    ],
    ["a newer Node", "Node", { node: { version: "22.0.0", wanted: ">=20.19" } }, "ok: 22.0.0; wanted 20.19 or newer"],
    [
      "no Pulumi CLI",
      "Pulumi CLI",
      { pulumi: { value: undefined } },
      `problem: there is no pulumi on PATH. Fix: install 3.248.0 or a newer 3: ${install}.`,
    ],
    [
      "an older Pulumi CLI",
      "Pulumi CLI",
      { pulumi: { value: { said: "v3.99.1" } } },
      `warning: 3.99.1; the SDK of the program is 3.248.0, which is newer. Fix: install 3.248.0 or a newer 3: ${install}.`,
    ],
    [
      "a Pulumi CLI of another major version",
      "Pulumi CLI",
      { pulumi: { value: { said: "v4.0.0" } } },
      `problem: 4.0.0; the SDK of the program is 3.248.0: they do not fit each other. Fix: install 3.248.0 or a newer 3: ${install}.`,
    ],
    [
      "a Pulumi CLI without a version",
      "Pulumi CLI",
      { pulumi: { value: { said: "dev" } } },
      `not-checked: pulumi version names none. Fix: install 3.248.0 or a newer 3: ${install}.`,
    ],
    [
      "no SDK",
      "Pulumi CLI",
      { sdk: undefined },
      "problem: @pulumi/pulumi is not installed: nothing says which one fits. Fix: npm ci",
    ],
    ["a Pulumi CLI that fails", "Pulumi CLI", { pulumi: failed }, "not-checked: it was refused. Fix: ask."],
    [
      "no AWS CLI",
      "AWS CLI",
      { aws: { value: undefined } },
      `problem: there is no aws on PATH. Fix: install it: ${awsInstall}. It signs in to the cluster.`,
    ],
    ["an AWS CLI that fails", "AWS CLI", { aws: failed }, "not-checked: it was refused. Fix: ask."],
    [
      "no region",
      "AWS region",
      { region: { value: undefined } },
      "warning: none is set; prod is in eu-west-1: what you type without --region goes elsewhere. Fix: export AWS_REGION=eu-west-1",
    ],
    [
      "another region",
      "AWS region",
      { region: { value: "us-east-1" } },
      "warning: us-east-1; prod is in eu-west-1: what you type without --region goes elsewhere. Fix: export AWS_REGION=eu-west-1",
    ],
    ["a region that cannot be had", "AWS region", { region: failed }, "not-checked: it was refused. Fix: ask."],
  ] as [string, string, Partial<MachineFacts>, string][]) {
    it(`names ${what}`, () => {
      assert.deepEqual(shown(machineLines({ ...good, ...facts }, prod), check), [line]);
    });
  }

  it("asks for no region where no environment is looked at", () => {
    assert.deepEqual(shown(machineLines(good), "AWS region"), ["ok: eu-west-1"]);
    assert.deepEqual(shown(machineLines({ ...good, region: { value: undefined } }), "AWS region"), ["ok: none is set"]);
  });
});

describe("what the doctor says of the account", () => {
  const place = { account: "111122223333", region: "eu-west-1" };
  const identity = { value: "arn:aws:iam::111122223333:user/somebody" };

  it("is who calls, and that they may look", () => {
    const dates = { value: new Map([["dev/api/app", undefined]]) };
    assert.deepEqual(accountLines({ identity, dates }, place), [
      { check: "identity", state: "ok", found: "arn:aws:iam::111122223333:user/somebody, of account 111122223333" },
      { check: "rights", state: "ok", found: "may look at 1 entry in eu-west-1" },
    ]);
  });

  it("is no pass where nobody was asked", () => {
    const lines = accountLines({ identity: failed, dates: undefined }, place);
    assert.deepEqual(shown(lines, "identity"), ["problem: it was refused. Fix: ask."]);
    assert.deepEqual(shown(lines, "rights"), ["not-checked: the identity is not the right one."]);
  });

  it("is a problem where looking is refused", () => {
    assert.deepEqual(shown(accountLines({ identity, dates: failed }, place), "rights"), [
      "problem: it was refused. Fix: ask.",
    ]);
  });
});

describe("what the doctor says of the state", () => {
  const stack = { secretsProvider: "awskms", resources: 64, pending: [] };
  const good: StateFacts = {
    backend: { value: "s3://acme-state" },
    stack: { value: stack },
    locks: { value: [] },
    hasPassphrase: false,
  };

  it("is a line each where all is well", () => {
    assert.deepEqual(stateLines(good, "prod"), [
      { check: "backend", state: "ok", found: "s3://acme-state" },
      { check: "stack", state: "ok", found: "prod, 64 resources" },
      { check: "secrets provider", state: "ok", found: "awskms" },
      { check: "last update", state: "ok", found: "nothing was left pending" },
    ]);
  });

  const file = { backend: { value: "file:///home/somebody" } };
  const provider = (secretsProvider: string | undefined) => ({ stack: { value: { ...stack, secretsProvider } } });
  for (const [what, environment, check, facts, line] of [
    [
      "nobody who is logged in",
      "prod",
      "backend",
      { backend: { value: undefined } },
      "problem: Pulumi is logged in to no backend. Fix: pulumi login s3://BUCKET, or pulumi login for Pulumi Cloud.",
    ],
    ["a backend that fails", "prod", "backend", { backend: failed }, "not-checked: it was refused. Fix: ask."],
    [
      "a stack behind a backend that fails",
      "prod",
      "stack",
      { backend: failed },
      "not-checked: the backend was not reached.",
    ],
    [
      "production in a folder",
      "payments-prod",
      "backend",
      file,
      "warning: file:///home/somebody: the state of production is on this machine alone. Fix: move it where others find it: " +
        "pulumi stack export --stack payments-prod --file state.json, pulumi login s3://BUCKET, pulumi stack init payments-prod, " +
        "pulumi stack import --file state.json.",
    ],
    ["no mistake in another folder", "dev", "backend", file, "ok: file:///home/somebody"],
    [
      "a stack that is missing",
      "prod",
      "stack",
      { stack: { value: undefined } },
      "problem: the backend has no stack prod. Fix: pulumi stack init prod --secrets-provider 'awskms://alias/NAME'",
    ],
    [
      "the provider of a stack that is missing",
      "dev",
      "secrets provider",
      { stack: { value: undefined } },
      "not-checked: there is no stack dev.",
    ],
    ["a stack that is not read", "dev", "stack", { stack: failed }, "not-checked: it was refused. Fix: ask."],
    [
      "the update of a stack that is not read",
      "dev",
      "last update",
      { stack: failed },
      "not-checked: the stack was not read.",
    ],
    [
      "a stack without resources",
      "dev",
      "stack",
      { stack: { value: { ...stack, resources: 0 } } },
      "problem: dev has no resources: it was never brought up. Fix: pulumi up --stack dev",
    ],
    [
      "a passphrase of production",
      "prod",
      "secrets provider",
      { ...provider("passphrase"), hasPassphrase: true },
      "warning: a passphrase; wanted a key of KMS or Pulumi Cloud for production. " +
        "Fix: pulumi stack change-secrets-provider --stack prod 'awskms://alias/NAME'",
    ],
    [
      "a passphrase that is not at hand",
      "dev",
      "secrets provider",
      provider("passphrase"),
      "warning: a passphrase, and neither PULUMI_CONFIG_PASSPHRASE_FILE nor PULUMI_CONFIG_PASSPHRASE is set: an update asks for it. " +
        "Fix: export PULUMI_CONFIG_PASSPHRASE_FILE=FILE",
    ],
    [
      "a passphrase that is",
      "dev",
      "secrets provider",
      { ...provider("passphrase"), hasPassphrase: true },
      "ok: passphrase",
    ],
    ["Pulumi Cloud", "prod", "secrets provider", provider("service"), "ok: Pulumi Cloud"],
    [
      "a provider that nothing names",
      "dev",
      "secrets provider",
      provider(undefined),
      "not-checked: the state names none yet. Fix: pulumi up --stack dev",
    ],
    [
      "an update that runs or was killed",
      "dev",
      "last update",
      { locks: { value: [{ holder: "ann on laptop since 2026-11-30T01:04:06Z" }] } },
      "problem: an update runs, or was killed; its lock: ann on laptop since 2026-11-30T01:04:06Z. " +
        "Fix: where nobody's update runs: pulumi cancel --stack dev --yes, then docs/recover-an-update.md.",
    ],
    [
      "locks that cannot be looked for",
      "dev",
      "last update",
      { locks: failed },
      "not-checked: it was refused. Fix: ask.",
    ],
    [
      "no locks where nobody sees any",
      "dev",
      "last update",
      { locks: { value: undefined } },
      "ok: nothing was left pending",
    ],
    [
      "an update that broke off",
      "dev",
      "last update",
      { stack: { value: { ...stack, pending: ["creating aws:secretsmanager/secret:Secret api-app"] } } },
      "problem: it broke off, and nobody knows the end of: creating aws:secretsmanager/secret:Secret api-app. " +
        "Fix: pulumi up --stack dev, then docs/recover-an-update.md.",
    ],
  ] as [string, string, string, Partial<StateFacts>, string][]) {
    it(`names ${what}`, () => {
      assert.deepEqual(shown(stateLines({ ...good, ...facts }, environment), check), [line]);
    });
  }
});

describe("what the doctor says of the cluster", () => {
  const program = loadProgram("prod", root);
  const expected = expectedInCluster(program);
  const cluster = { ...program.environment.cluster, name: "prod", endpoint: "https://prod.example.com" };
  const situation = { environment: { name: "prod", stack: "prod", cluster }, expected, awaiting: ["worker"] };
  const deployment = (name: string, more: Partial<DeploymentFacts> = {}): DeploymentFacts => {
    const [namespace, selector] = ["external-secrets", `app.kubernetes.io/name=${name}`];
    return { namespace, name, replicas: 2, available: 2, chart: "external-secrets-2.9.0", selector, ...more };
  };
  const ready = { ready: true, message: "" };
  const good: ClusterFacts = {
    version: "v1.34.4",
    operator: { value: [deployment("external-secrets"), deployment("external-secrets-webhook")] },
    helpers: [
      { value: deployment("reloader", { namespace: "reloader" }) },
      { value: deployment("event-sync", { replicas: 1, available: 1 }) },
    ],
    kinds: { value: ["externalsecrets", "clustersecretstores", "secretstores"] },
    stores: [{ value: ready }, { value: ready }],
    externalSecrets: { value: expected.externalSecrets.map(({ namespace, name }) => ({ namespace, name, ...ready })) },
    admission: { value: ["Deny", "Audit"] },
  };
  const lines = (facts: Partial<ClusterFacts>, more = {}) =>
    clusterLines({ value: { ...good, ...facts } }, { ...situation, ...more });
  const up = "pulumi up --refresh --stack prod";

  it("is a line each where all is well", () => {
    assert.deepEqual(lines({}), [
      { check: "API server", state: "ok", found: "prod at https://prod.example.com, Kubernetes v1.34.4" },
      { check: "operator", state: "ok", found: "2 Deployments of external-secrets available" },
      { check: "operator's chart", state: "ok", found: "2.9.0" },
      { check: "CRDs", state: "ok", found: "external-secrets.io/v1 is served" },
      { check: "Reloader", state: "ok", found: "Deployment reloader/reloader available" },
      { check: "event sync", state: "ok", found: "Deployment external-secrets/event-sync available" },
      { check: "store", state: "ok", found: "aws-secrets-manager is ready" },
      { check: "store", state: "ok", found: "aws-parameter-store is ready" },
      { check: "ExternalSecrets", state: "ok", found: "6 ExternalSecrets, all ready" },
      { check: "admission policy", state: "ok", found: "strongroom-config-maps is bound: Deny, Audit" },
    ]);
  });

  it("names the stack that brings what is missing: a team's its ExternalSecrets, the environment's own all else", () => {
    const missing = { externalSecrets: { value: [] }, stores: [{ value: undefined }, { value: ready }] };
    const found = lines(missing, { environment: { ...situation.environment, stack: "prod-payments" } });
    assert.deepEqual(
      shown(found, "store")[0],
      `problem: there is no ClusterSecretStore aws-secrets-manager. Fix: ${up}`,
    );
    for (const line of shown(found, "ExternalSecrets")) assert.ok(line.endsWith(`Fix: ${up}-payments`), line);
  });

  it("is no pass of anything where it was not reached", () => {
    const [first, ...rest] = clusterLines(failed, situation);
    assert.deepEqual(first, { check: "API server", state: "problem", found: "it was refused.", fix: "ask." });
    assert.deepEqual(
      rest.map(({ check }) => check),
      ["operator", "CRDs", "Reloader", "event sync", "stores", "ExternalSecrets", "admission policy"],
    );
    for (const { state, found, fix } of rest) {
      assert.deepEqual([state, found, fix], ["not-checked", "cluster prod was not reached.", undefined]);
    }
  });

  it("says of each look that failed why it did", () => {
    const all = { operator: failed, kinds: failed, externalSecrets: failed, admission: failed };
    const [, ...rest] = lines({ ...all, helpers: [failed, failed], stores: [failed, failed] });
    assert.equal(rest.length, 8);
    for (const { state, found, fix } of rest) {
      assert.deepEqual([state, found, fix], ["not-checked", "it was refused.", "ask."]);
    }
  });

  const zero = { replicas: 0, available: 0 };
  const [secrets] = expected.externalSecrets;
  const standing = expected.externalSecrets.map(({ namespace, name }) => ({ namespace, name, ...ready }));
  const failing = (name: string) => ({
    externalSecrets: {
      value: standing.map((one) => (one.name === name ? { ...one, ready: false, message: "no such entry" } : one)),
    },
  });
  for (const [what, check, facts, wanted] of [
    [
      "an operator that is scaled to zero",
      "operator",
      { operator: { value: [deployment("external-secrets", zero), deployment("external-secrets-webhook")] } },
      "problem: Deployment external-secrets/external-secrets is scaled to zero. " +
        "Fix: kubectl scale deployment external-secrets --namespace external-secrets --replicas 2",
    ],
    [
      "an operator without pods that work",
      "operator",
      { operator: { value: [deployment("external-secrets", { available: 1 })] } },
      "problem: Deployment external-secrets/external-secrets: 1 of 2 pods available. " +
        "Fix: kubectl describe pods --namespace external-secrets --selector app.kubernetes.io/name=external-secrets",
    ],
    [
      "an operator that is missing",
      "operator",
      { operator: { value: [] } },
      `problem: there is no Deployment of external-secrets in external-secrets. Fix: ${up}`,
    ],
    [
      "a chart of another version",
      "operator's chart",
      { operator: { value: [deployment("external-secrets", { chart: "external-secrets-2.4.1" })] } },
      "warning: 2.4.1; wanted 2.9.0. Fix: pulumi up --stack prod",
    ],
    [
      "a chart without a version",
      "operator's chart",
      { operator: { value: [deployment("external-secrets", { chart: undefined })] } },
      "warning: no label says its version; wanted 2.9.0. Fix: pulumi up --stack prod",
    ],
    [
      "kinds that are not served",
      "CRDs",
      { kinds: { value: ["externalsecrets"] } },
      `problem: the cluster does not serve v1 of clustersecretstores.external-secrets.io. Fix: ${up}`,
    ],
    [
      "a Reloader that is missing",
      "Reloader",
      { helpers: [{ value: undefined }, good.helpers[1]] },
      `problem: there is no Deployment reloader/reloader. Fix: ${up}`,
    ],
    [
      "an event sync that is scaled to zero",
      "event sync",
      { helpers: [good.helpers[0], { value: deployment("event-sync", zero) }] },
      "problem: Deployment external-secrets/event-sync is scaled to zero. " +
        "Fix: kubectl scale deployment event-sync --namespace external-secrets --replicas 1",
    ],
    [
      "a value that is awaited behind an ExternalSecret",
      "ExternalSecrets",
      failing("worker-secrets"),
      "problem: worker/worker-secrets is not ready: no such entry. Fix: npx strongroom seed prod worker",
    ],
    [
      "an ExternalSecret that fails otherwise",
      "ExternalSecrets",
      failing("worker-parameters"),
      "problem: worker/worker-parameters is not ready: no such entry. " +
        'Fix: kubectl annotate externalsecret worker-parameters --namespace worker --overwrite force-sync="$(date +%s)"\n' +
        "kubectl describe externalsecret worker-parameters --namespace worker says more where that does not help.",
    ],
    [
      "an ExternalSecret that is missing",
      "ExternalSecrets",
      { externalSecrets: { value: standing.slice(1) } },
      `problem: ${secrets!.namespace}/${secrets!.name} does not exist. Fix: ${up}`,
    ],
    [
      "a policy that is not bound",
      "admission policy",
      { admission: { value: undefined } },
      `problem: strongroom-config-maps is not bound: no ConfigMap is judged. Fix: ${up}`,
    ],
    [
      "a policy that only warns",
      "admission policy",
      { admission: { value: ["Warn", "Audit"] } },
      `problem: strongroom-config-maps is bound with Warn, Audit; wanted Deny. Fix: ${up}`,
    ],
  ] as [string, string, Partial<ClusterFacts>, string][]) {
    it(`names ${what}`, () => assert.deepEqual(shown(lines(facts), check), [wanted]));
  }

  it("names each store that is missing or not ready", () => {
    const unready = { value: { ready: false, message: "AccessDenied" } };
    assert.deepEqual(shown(lines({ stores: [{ value: undefined }, unready] }), "store"), [
      `problem: there is no ClusterSecretStore aws-secrets-manager. Fix: ${up}`,
      "problem: aws-parameter-store is not ready: AccessDenied. Fix: kubectl describe clustersecretstore aws-parameter-store",
    ]);
  });

  it("looks for no policy that the stack file switches off", () => {
    const off = { expected: { ...expected, admission: undefined } };
    assert.deepEqual(shown(lines({ admission: { value: undefined } }, off), "admission policy"), [
      "ok: off, as the stack file says",
    ]);
  });

  it("expects less where nothing is production", () => {
    const dev = expectedInCluster(loadProgram("dev", root));
    assert.deepEqual(dev.helpers, [{ what: "Reloader", namespace: "reloader", name: "reloader", replicas: 1 }]);
    assert.deepEqual(dev.operator, { namespace: "external-secrets", chartVersion: "2.9.0", replicas: 1 });
    assert.deepEqual(dev.admission, { name: "strongroom-config-maps", action: "warn" });
  });
});

describe("what the doctor says of secrets", () => {
  const today = "2026-11-30";
  const program = loadProgram("prod", root);
  const items = inventoryItems(program).filter(({ service }) => service !== "billing");
  const fresh: EntryDates = {
    isDeleted: false,
    rotationEnabled: true,
    valuePut: "2026-11-20",
    lastRotated: "2026-11-20",
  };
  const dates = (changes: Record<string, Partial<EntryDates> | undefined> = {}) => {
    const found = items.map(({ entry }): [string, EntryDates | undefined] => {
      const change = entry in changes ? changes[entry] : {};
      return [entry, change && { ...fresh, ...change }];
    });
    return { value: new Map(found) };
  };
  const seeded = items.map((item) => ({ ...item, awaitingSeed: false }));

  it("is a line each where all is well", () => {
    assert.deepEqual(secretLines(seeded, dates(), today), [
      { check: "entries", state: "ok", found: "4 entries exist" },
      { check: "values", state: "ok", found: "none is missing" },
      { check: "rotations", state: "ok", found: "none of 4 is overdue" },
    ]);
    assert.deepEqual(shown(secretLines([], { value: new Map() }, today), "rotations"), ["ok: there is none yet"]);
  });

  it("is no pass where nobody could look", () => {
    for (const [dates, why] of [
      [undefined, "the identity is not the right one."],
      [failed, "the entries were not looked at."],
    ] as const) {
      for (const { state, found } of secretLines(items, dates, today)) {
        assert.deepEqual([state, found], ["not-checked", why]);
      }
    }
  });

  it("names values that are awaited, and asks nothing more of them", () => {
    const lines = secretLines(items, dates({ "prod/worker/tracking": { valuePut: undefined } }), today);
    assert.deepEqual(shown(lines, "values"), [
      "problem: prod/worker/tracking awaits its value. Fix: npx strongroom seed prod worker",
    ]);
    assert.deepEqual(shown(lines, "rotations"), ["ok: none of 3 is overdue"]);
    const all = secretLines(
      items.map((item) => ({ ...item, awaitingSeed: true })),
      dates(),
      today,
    );
    assert.deepEqual(shown(all, "values"), [
      "problem: prod/api/database, prod/api/app, prod/api/apple await their values. Fix: npx strongroom seed prod api",
      "problem: prod/worker/tracking awaits its value. Fix: npx strongroom seed prod worker",
    ]);
  });

  for (const [what, check, changes, wanted] of [
    [
      "an entry that is missing",
      "entries",
      { "prod/api/app": undefined },
      "problem: prod/api/app does not exist in Secrets Manager. Fix: pulumi up --refresh --stack prod",
    ],
    [
      "an entry that is about to be deleted",
      "entries",
      { "prod/api/app": { isDeleted: true } },
      "problem: prod/api/app is about to be deleted. Fix: aws secretsmanager restore-secret --secret-id prod/api/app",
    ],
    [
      "an entry without a value that is called seeded",
      "values",
      { "prod/api/apple": { valuePut: undefined } },
      "problem: prod/api/apple has no value, although it is called seeded. Fix: npx strongroom seed prod api",
    ],
    [
      "a rotation by hand that is overdue",
      "rotations",
      { "prod/api/apple": { valuePut: "2026-08-10" } },
      "problem: prod/api/apple is overdue by 20 days. Fix: npx strongroom rotate prod api apple",
    ],
    [
      "a rotation by AWS that is overdue",
      "rotations",
      { "prod/api/database": { lastRotated: "2026-10-20" } },
      "problem: prod/api/database is overdue by 11 days. Fix: npx strongroom rotate prod api database",
    ],
    [
      "a rotation that is switched off",
      "rotations",
      { "prod/api/database": { rotationEnabled: false } },
      "problem: prod/api/database has its rotation switched off. Fix: pulumi up --refresh --stack prod",
    ],
  ] as [string, string, Record<string, Partial<EntryDates> | undefined>, string][]) {
    it(`names ${what}`, () => assert.deepEqual(shown(secretLines(seeded, dates(changes), today), check), [wanted]));
  }
});

describe("a look of the doctor", () => {
  const limit = { seconds: 5, late: "wait." };

  it("brings what it found", async () => {
    assert.deepEqual(await reading("It", limit, () => 1), { value: 1 });
  });

  it("says why it failed, with the fix of the error", async () => {
    const look = () => {
      throw new UserError("It is closed.\nIt is night.\nFix: come back.");
    };
    assert.deepEqual(await reading("It", limit, look), {
      failed: { found: "It is closed.\nIt is night.", fix: "come back." },
    });
    assert.deepEqual(failedBy(new UserError("It is closed.")), { found: "It is closed.", fix: "run this again." });
  });

  it("ends when time is up, and tells what it was waiting for to end", async () => {
    let told = false;
    const look = (signal: AbortSignal) =>
      new Promise<never>(() => signal.addEventListener("abort", () => (told = true)));
    assert.deepEqual(await reading("It", { seconds: 0.05, late: "wait." }, look), {
      failed: { found: "It gave no answer within 0.05 s.", fix: "wait." },
    });
    assert.equal(told, true);
  });

  it("hides no mistake of the program", async () => {
    await assert.rejects(
      reading("It", limit, () => {
        throw new TypeError("no function");
      }),
      TypeError,
    );
  });
});
