import { createRequire } from "node:module";
import type { Command } from "commander";
import { collect, groups, helpFooter, programOption, stackReferenceOption, verboseOption } from "../command-options";
import type { OnboardOptions } from "../onboard/options";
import type * as onboard from "../onboard/run-onboard";

const load = createRequire(__filename);

/** Adds `strongroom onboard`. */
export function register(program: Command): void {
  const command = program
    .command("onboard")
    .helpGroup(groups.onboard)
    .description("Declare a service: write its file in services/, and show what it adds and what is to be done next.")
    .argument("[service]", "its name, e.g. orders (default: that of the manifests)")
    .option(
      "--from <file>",
      "manifest or .env that says what it reads; - is standard input; may be repeated",
      collect,
      [],
    )
    .option("--environment <name>", "the stack that it is checked for and previewed in", "dev")
    .option("--namespace <name>", "its Kubernetes namespace")
    .option("--team <name>", "who answers for it")
    .option("--address <email>", "an e-mail address that reaches the team")
    .option("--runbook <url>", "the page that the on-call engineer reads")
    .option("--workload <kind/name>", "who reads the secrets, e.g. Deployment/orders; may be repeated", collect, [])
    .option("--secret <[group/]name>", "a credential that it reads, never its value; may be repeated", collect, [])
    .option("--setting <name=value>", "a setting, with its value in Parameter Store; may be repeated", collect, [])
    .option("--leave <name>", "a variable that stays where it is; may be repeated", collect, [])
    .option("--leave-settings", "leave every setting that has no value where it is", false)
    .option(
      "--database <[group=]url>",
      "a database's address: postgresql://HOST[:PORT]/NAME; may be repeated",
      collect,
      [],
    )
    .option("--instance <[group=]id>", "the database's RDS instance; may be repeated", collect, [])
    .option("--rotation <group=how>", "days by hand, or database or rds-managed by AWS; may be repeated", collect, [])
    .option("--adopt [entry...]", "adopt entries that exist already: these, or all under its names");
  stackReferenceOption(command);
  programOption(command);
  verboseOption(command);
  helpFooter(command, {
    notes: [
      "On a terminal it asks for what no option says. Values of a file that is given with --from are looked at to tell\n" +
        "credentials from settings, and are never copied, printed or logged.",
    ],
    examples: [
      "strongroom onboard --from k8s/orders.yaml",
      "kubectl get deployment,configmap orders -n shop -o json | strongroom onboard --from - --team shop",
      "strongroom onboard orders --environment prod --adopt",
    ],
    status: ["the file is written", "it is and the guard blocks it", "an error: nothing is, or it says what is"],
  }).action(async (service: string | undefined, options: OnboardOptions) => {
    const { runOnboard } = load("../onboard/run-onboard") as typeof onboard;
    process.exitCode = await runOnboard(service, options);
  });
}
