import assert from "node:assert/strict";
import { type StateFacts, stateLines } from "../../cli/doctor/state";
import { failed, shown } from "./doctor-lines";

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
