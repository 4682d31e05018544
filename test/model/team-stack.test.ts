import assert from "node:assert/strict";
import { parseEnvironment } from "../../components/model/parse-environment";
import { servicesFor } from "../../components/model/services-for";
import type { ServiceDeclaration } from "../../components/model/service";
import {
  checkPlace,
  environmentOf,
  inventoryOfTeams,
  parseTeamStacks,
  servicesOfStack,
  teamStacksOutput,
} from "../../components/model/team-stack";
import { stackValues } from "./stack-values";

const whole = { "strongroom:github": { repositories: [] } };

function environment(stack: string, changed: Record<string, unknown>) {
  return parseEnvironment(stack, { values: { ...stackValues, ...changed }, secretKeys: new Set() });
}

function service(name: string, team: string): { file: string; declaration: ServiceDeclaration } {
  return {
    file: `services/${name}.ts`,
    declaration: {
      name,
      namespace: name,
      owner: { team, address: `${team}@example.com` },
      runbook: `https://runbooks.example.com/${name}`,
      workloads: [{ kind: "Deployment", name }],
      groups: { app: { keys: { API_KEY: { value: "provided" } }, rotation: { mode: "manual", intervalDays: 90 } } },
    },
  };
}

const declared = [service("api", "api"), service("billing", "payments"), service("invoices", "payments")];
const names = (services: { name: string }[]) => services.map(({ name }) => name);

describe("the stack of a team", () => {
  it("is named after its environment, whose name its entries begin with", () => {
    assert.equal(environmentOf("prod", undefined), "prod");
    assert.equal(environmentOf("prod-eu-payments", "payments"), "prod-eu");
    const { name, stack, team } = environment("prod-payments", { "strongroom:team": "payments" });
    assert.deepEqual({ name, stack, team }, { name: "prod", stack: "prod-payments", team: "payments" });
  });

  it("is refused under a name that does not tell the environment", () => {
    assert.throws(() => environment("prod", { "strongroom:team": "payments" }), {
      message:
        'The configuration of environment "prod" is wrong:\n' +
        '  strongroom:team is "payments" and the stack\'s name is "prod"; wanted a stack named after its environment and the team, such as prod-payments. Type: pulumi config rm --stack prod --path \'strongroom:team\'',
    });
  });

  it("says nothing that is the environment's to say", () => {
    const changed = {
      "strongroom:team": "payments",
      "strongroom:operator": { highlyAvailable: true },
      "strongroom:additionalNamespaces": ["checkout"],
    };
    assert.throws(() => environment("prod-payments", changed), {
      message:
        'The configuration of environment "prod-payments" is wrong:\n' +
        "  strongroom:operator is the environment's to say, in the file of the stack prod. Type: pulumi config rm --stack prod-payments --path 'strongroom:operator'\n" +
        "  strongroom:additionalNamespaces is the environment's to say, in the file of the stack prod. Type: pulumi config rm --stack prod-payments --path 'strongroom:additionalNamespaces'",
    });
  });

  it("has the services of the team, and the environment's own has the others: each belongs to one", () => {
    const own = environment("prod", { ...whole, "strongroom:teamStacks": ["payments"] });
    const all = servicesFor(own, declared);
    assert.deepEqual(names(servicesOfStack(own, all)), ["api"]);
    assert.deepEqual(names(servicesFor(environment("prod-payments", { "strongroom:team": "payments" }), declared)), [
      "billing",
      "invoices",
    ]);
    // The environment's own stack still admits their namespaces, and tells their owners.
    assert.deepEqual(names(all), ["api", "billing", "invoices"]);
    assert.deepEqual(
      inventoryOfTeams(own, all).map(({ entry, owner }) => [entry, owner]),
      [
        ["prod/billing/app", "payments <payments@example.com>"],
        ["prod/invoices/app", "payments <payments@example.com>"],
      ],
    );
  });

  it("records its entries alone: the other stack's are refused on either side", () => {
    const own = environment("prod", {
      ...whole,
      "strongroom:teamStacks": ["payments"],
      "strongroom:seeded": ["prod/billing/app"],
    });
    assert.throws(() => servicesFor(own, declared), {
      message:
        'The configuration of environment "prod" is wrong:\n' +
        `  strongroom:seeded[0] is "prod/billing/app"; wanted an entry of this environment: prod/api/app. Type: pulumi config rm --stack prod --path 'strongroom:seeded[0]'`,
    });
    const changed = { "strongroom:team": "payments", "strongroom:rotations": { "prod/api/app": "2026-11-02" } };
    assert.throws(() => servicesFor(environment("prod-payments", changed), declared), {
      message:
        'The configuration of environment "prod-payments" is wrong:\n' +
        "  strongroom:rotations.prod/api/app is of no such entry; wanted an entry that is rotated by hand: prod/billing/app, prod/invoices/app. Type: pulumi config rm --stack prod-payments --path 'strongroom:rotations.prod/api/app'",
    });
  });

  it("is named by the lines to type where a declaration lacks what its file may say", () => {
    const changed = { "strongroom:team": "payments", "strongroom:overrides": { checkout: {} } };
    assert.throws(() => servicesFor(environment("prod-payments", changed), declared), {
      message:
        "A service declaration is wrong:\n" +
        "  strongroom:overrides: checkout: no service has this name; there are billing, invoices. Type: pulumi config rm --stack prod-payments --path 'strongroom:overrides.checkout'",
    });
  });

  it("is refused for a team that owns nothing, here and there", () => {
    assert.throws(() => servicesFor(environment("prod-payment", { "strongroom:team": "payment" }), declared), {
      name: "EnvironmentConfigError",
      message:
        'The configuration of environment "prod-payment" is wrong:\n' +
        `  strongroom:team is "payment"; wanted a team that owns a service: api, payments. Type: pulumi config rm --stack prod-payment --path 'strongroom:team'`,
    });
    const own = environment("prod", { ...whole, "strongroom:teamStacks": ["payment", "api", "api"] });
    assert.throws(() => servicesFor(own, declared), {
      message:
        'The configuration of environment "prod" is wrong:\n' +
        `  strongroom:teamStacks[0] is "payment"; wanted a team that owns a service: api, payments. Type: pulumi config rm --stack prod --path 'strongroom:teamStacks[0]'\n` +
        `  strongroom:teamStacks[2] is "api", as an earlier one is. Type: pulumi config rm --stack prod --path 'strongroom:teamStacks[2]'`,
    });
  });

  it("is refused where an override would move a service to another team in one of two stacks", () => {
    const moved = { billing: { owner: { team: "api" } } };
    const own = environment("prod", { ...whole, "strongroom:teamStacks": ["payments"], "strongroom:overrides": moved });
    assert.throws(() => servicesFor(own, declared), {
      message:
        'The configuration of environment "prod" is wrong:\n' +
        "  strongroom:overrides.billing.owner.team cannot differ while teams have stacks of their own: it would be in two of them. Type: pulumi config rm --stack prod --path 'strongroom:overrides.billing.owner.team'",
    });
  });

  it("is refused while the environment's own stack holds the services itself", () => {
    const own = environment("prod", { ...whole, "strongroom:teamStacks": ["payments"] });
    const output = teamStacksOutput(own);
    const topicArn = "arn:aws:sns:eu-west-1:123456789012:strongroom-prod-alerts";
    const eventQueueArn = "arn:aws:sqs:eu-west-1:123456789012:strongroom-prod-event-sync";
    assert.deepEqual(output, { teams: ["payments"], alerts: { topicArn }, eventQueueArn });
    const quiet = { "strongroom:teamStacks": ["payments"], "strongroom:eventSync": { enabled: false } };
    assert.equal(teamStacksOutput(environment("prod", { ...whole, ...quiet }))?.eventQueueArn, undefined);
    assert.deepEqual(parseTeamStacks("acme/strongroom/prod", "payments", output), output);
    assert.equal(teamStacksOutput(environment("prod", whole)), undefined);
    for (const none of [undefined, { teams: ["api"] }]) {
      assert.throws(() => parseTeamStacks("acme/strongroom/prod", "payments", none), {
        message:
          "The stack acme/strongroom/prod holds the services of team payments itself, and two stacks would own them. Nothing was changed.\n" +
          "Fix: add payments to strongroom:teamStacks in the file of the stack prod, and follow docs/scale.md: entries are moved from stack to stack before either is updated.",
      });
    }
  });

  it("is refused in another account or region than its environment's", () => {
    const there = { name: "prod", account: "123456789012", region: "eu-west-1" } as const;
    checkPlace("prod-payments", there, there);
    const elsewhere = { ...there, account: "210987654321", region: "eu-central-1" };
    assert.throws(() => checkPlace("prod-payments", elsewhere, there), {
      name: "TeamStackError",
      message:
        'strongroom:account is "210987654321"; wanted that of prod, "123456789012". Type: pulumi config set --stack prod-payments strongroom:account 123456789012\n' +
        'aws:region is "eu-central-1"; wanted that of prod, "eu-west-1". Type: pulumi config set --stack prod-payments aws:region eu-west-1',
    });
  });
});
