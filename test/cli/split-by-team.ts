import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";

/** The configuration of a stack file. */
export type Config = Record<string, unknown>;

/** The stack files of a program. */
export class StackFiles {
  /** @param folder The program's. */
  constructor(private readonly folder: string) {}

  file(stack: string): string {
    return path.join(this.folder, "stacks", `Pulumi.${stack}.yaml`);
  }

  read(stack: string): Config {
    return (parse(fs.readFileSync(this.file(stack), "utf8")) as { config: Config }).config;
  }

  write(stack: string, config: Config): void {
    fs.writeFileSync(this.file(stack), stringify({ config }));
  }

  /** Splits prod: the services of payments get a stack of their own. */
  splitByTeam(): void {
    const prod = this.read("prod");
    const ofBoth = ["aws:region", "aws:allowedAccountIds", "strongroom:account", "strongroom:cluster"];
    const shared = Object.fromEntries(ofBoth.map((key) => [key, prod[key]]));
    const { billing } = prod["strongroom:overrides"] as { billing: unknown };
    this.write("prod", { ...prod, "strongroom:teamStacks": ["payments"] });
    this.write("prod-payments", {
      ...shared,
      "strongroom:team": "payments",
      "strongroom:overrides": { billing },
      "strongroom:seeded": ["prod/billing/invoicing"],
      "strongroom:rotations": { "prod/billing/invoicing": "2026-11-02" },
    });
  }
}
