import type { Command } from "commander";

/**
 * Adds how a command is told what leaked: an entry by service and group, or one of AWS's own credentials.
 *
 * @param command For example the one of `strongroom respond`.
 * @returns The same command.
 */
export function leakedArguments(command: Command): Command {
  return command
    .argument("<environment>", "the stack: one of the program's Pulumi.ENVIRONMENT.yaml files")
    .argument("[service]", "the service: the name of its file in services/, e.g. api")
    .argument("[group]", "the group, or one key of it: app/STRIPE_SECRET_KEY")
    .option("--access-key <id>", "instead: an access key of an IAM user; its id, never its secret")
    .option("--role <name>", "instead: sessions of this role")
    .option("--repository <name>", "instead: what workflows of this repository may take, e.g. acme/platform");
}
