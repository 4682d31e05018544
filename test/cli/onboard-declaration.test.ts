import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as prettier from "prettier";
import ts from "typescript";
import { checkDeclaration } from "../../cli/onboard/check-declaration";
import { declarationText } from "../../cli/onboard/declaration-text";
import type { NewGroup, NewService } from "../../cli/onboard/new-service";
import type { FoundKey } from "../../cli/onboard/sources/found";
import { openProgram } from "../../cli/load-program";
import { key, orders } from "./onboard-service";
import { root } from "./run-cli";

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
